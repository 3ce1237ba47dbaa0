import type { Services } from '../../platform/context.ts';
/** Deletes what has expired; several processes doing it at once only share the work. */
export declare function startReaper(services: Services): void;
/** @returns how many records went */
export declare function reap(services: Services): Promise<number>;
