import { SessionError } from './errors.ts';

const mostStarts = 3;
const withinMilliseconds = 2 * 60_000;

/** Counts full-page sign-ins of one app in this tab, so that a setting gone wrong ends in a sentence and not in a spinning browser. */
export function loopGuard(
  app: string,
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = sessionStorage,
  now: () => number = Date.now,
) {
  const key = `vibe.redirects:${app}`;
  return {
    /** @throws {SessionError} `redirect_loop` at the fourth start within two minutes of the first */
    start(): void {
      const [first = 0, count = 0] = (storage.getItem(key) ?? '').split(' ').map(Number);
      const again = now() - first < withinMilliseconds;
      storage.setItem(key, again ? `${first} ${count + 1}` : `${now()} 1`);
      if (!again || count < mostStarts) return;
      storage.removeItem(key);
      throw new SessionError('redirect_loop');
    },
    finish(): void {
      storage.removeItem(key);
    },
  };
}
