import type { Adapter } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
/**
 * The engine's storage contract on one table. What it must keep: only one caller may consume a code, only one may show a proof, and
 * whoever destroys a grant destroys all that hangs on it.
 */
export declare const createAdapter: (services: Services) => (model: string) => Adapter;
export declare const hashOf: (id: string) => string;
