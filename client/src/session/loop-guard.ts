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
  const recent = (): number[] => {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((at): at is number => typeof at === 'number' && now() - at < withinMilliseconds) : [];
  };
  return {
    /** @throws {SessionError} `redirect_loop` at the fourth start within two minutes */
    start(): void {
      const starts = recent();
      if (starts.length >= mostStarts) {
        storage.removeItem(key);
        throw new SessionError(
          'redirect_loop',
          `Signing in went to Vibe and back ${mostStarts} times without an end. Wait a minute, then try again.`,
        );
      }
      storage.setItem(key, JSON.stringify([...starts, now()]));
    },
    finish(): void {
      storage.removeItem(key);
    },
  };
}
