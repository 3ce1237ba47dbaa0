import { asSessionError, type SessionErrorCode } from './errors.ts';

const passing: ReadonlySet<SessionErrorCode> = new Set(['offline', 'timeout', 'unavailable', 'rate_limited']);

/** Tries again what a network can spoil: after 250, 500, 1000 ms, each up to a quarter longer so that tabs do not march in step. */
export async function withBackoff<T>(work: () => Promise<T>, delays: readonly number[] = [250, 500, 1000]): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const delay = delays[attempt];
      if (delay === undefined || !passing.has(asSessionError(error).code)) throw error;
      await pause(delay * (1 + Math.random() / 4));
    }
  }
}

export const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
