import { SessionError } from './errors.ts';
import { endLoop, loopKey } from './loop-count.ts';
import { ofTab, type PageStorage } from './page-storage.ts';

const mostStarts = 3;
const withinMilliseconds = 2 * 60_000;

/**
 * Counts, for one app in this tab, what is begun and does not come to an end that lasts: pages that go to Vibe and back, and sign-ins that no
 * click began. So a setting gone wrong ends in a sentence and not in a spinning browser.
 */
export function loopGuard(app: string, storage: PageStorage = ofTab, now: () => number = Date.now) {
  const key = loopKey(app);
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
    /** It came to its end, by a person's doing. */
    finish: (): void => endLoop(app, storage),
  };
}
