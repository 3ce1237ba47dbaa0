import type { Credentials } from '../auth.ts';
import { aborted, throwIfAborted, VibeError } from '../errors.ts';
import { type Repeating, retryDelay, wantsFreshToken } from './retry.ts';
import { toVibeError } from './rpc-error.ts';

export interface CallerOptions {
  readonly credentials: Pick<Credentials, 'refresh' | 'budget'>;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  /** Ends every call. */
  readonly closed: AbortSignal;
}

/** `attempt` counts from 1, over retries of every kind. */
type Work<T> = (signal: AbortSignal, attempt: number) => Promise<T>;
export type Caller = <T>(repeating: Repeating, signal: AbortSignal | undefined, work: Work<T>) => Promise<T>;

/** Makes calls: each attempt has its time, a refused token is replaced once, passing troubles are waited out where that is safe. */
export function createCaller({ credentials, timeout, closed }: CallerOptions): Caller {
  let overBudget = false;
  /** Reading may go on where writing is refused, so only a write that goes through says that somebody pays again. */
  const noteBudget = (exhausted: boolean, repeating: Repeating): void => {
    if (exhausted === overBudget || (!exhausted && repeating === 'safe')) return;
    overBudget = exhausted;
    credentials.budget?.(exhausted ? 'exhausted' : 'fine');
  };
  return async (repeating, signal, work) => {
    const ends = signal ? AbortSignal.any([signal, closed]) : closed;
    let refreshed = false;
    for (let attempt = 1, counted = 1; ; attempt += 1) {
      throwIfAborted(ends);
      try {
        const answer = await inTime(ends, timeout, (each) => work(each, attempt));
        noteBudget(false, repeating);
        return answer;
      } catch (thrown) {
        if (ends.aborted) throw aborted(ends);
        let error = toVibeError(thrown);
        if (wantsFreshToken(error) && !refreshed) {
          try {
            refreshed = await credentials.refresh();
            if (refreshed) continue;
          } catch (unrefreshed) {
            error = toVibeError(unrefreshed);
          }
        }
        const delay = retryDelay(error, repeating, counted, Math.random());
        if (error.code === 'budget_exhausted') noteBudget(true, repeating);
        if (delay === undefined) throw error;
        counted += 1;
        await pause(delay, ends);
      }
    }
  };
}

/** Settles at the latest when time is up: a batch goes on for the others in it. */
async function inTime<T>(ends: AbortSignal, timeout: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const end = (): void => own.abort(ends.reason);
  const timer = setTimeout(() => own.abort(new VibeError('timeout', `The server did not answer within ${timeout / 1000} s`)), timeout);
  ends.addEventListener('abort', end);
  try {
    return await new Promise<T>((resolve, reject) => {
      own.signal.addEventListener('abort', () => reject(own.signal.reason instanceof VibeError ? own.signal.reason : aborted(own.signal)));
      work(own.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    ends.removeEventListener('abort', end);
  }
}

/** @throws {VibeError} `aborted` */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(aborted(signal));
    const end = (): void => {
      clearTimeout(timer);
      reject(aborted(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
