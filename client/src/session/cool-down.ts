import { ofSite, type PageStorage } from './page-storage.ts';

const hour = 3_600_000;
/** Of what is offered unasked, after the first, second, third and each further "Not now": as Google One Tap's. */
const lengths = [2 * hour, 24 * hour, 7 * 24 * hour, 28 * 24 * hour] as const;

/**
 * How long nothing is offered to a person who has turned it away, kept for each app on each site. Only what comes by itself asks it: a click is
 * an answer of its own.
 */
export function coolDown(app: string, storage: PageStorage = ofSite, now: () => number = Date.now) {
  const key = `vibe.not-now:${app}`;
  const read = (): readonly [until: number, times: number] => {
    const [until, times] = (storage.getItem(key) ?? '').split(' ').map(Number);
    return [until || 0, times || 0];
  };
  const set = (times: number): number => {
    const until = now() + (lengths[Math.min(times, lengths.length) - 1] ?? 0);
    storage.setItem(key, `${until} ${times}`);
    return until;
  };
  return {
    /** Milliseconds since 1970; 0 when something may be offered. */
    until(): number {
      const [until] = read();
      return until > now() ? until : 0;
    },
    /** The person said no. @returns until when nothing is offered */
    turnedAway: (): number => set(read()[1] + 1),
    /** What was offered led nowhere, and nobody can tell whether a person saw it: the shortest time, which does not grow. */
    unanswered(): void {
      if (read()[1] === 0) storage.setItem(key, `${now() + lengths[0]} 0`);
    },
    /** Somebody signed in. */
    end: (): void => storage.removeItem(key),
  };
}
