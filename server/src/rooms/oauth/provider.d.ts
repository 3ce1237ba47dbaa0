import { Provider } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import type { KeySet } from './keys.ts';
/** The engine, for one set of signing keys. */
export declare function createProvider(services: Services, keys: KeySet): Provider;
