import type { IncomingMessage } from 'node:http';
import type { Services } from '../../platform/context.ts';
import { type FoundSession } from '../identity/index.ts';
/** Whose Vibe session a request carries: the truth that the engine's own session follows. */
export declare const sessionOf: (services: Services, request: IncomingMessage) => Promise<FoundSession | undefined>;
