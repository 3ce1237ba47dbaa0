import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DatedKey, dueRotation, type KeyState } from './keys.policy.ts';
import { keySchedule } from './oauth.limits.ts';

const start = Date.UTC(2026, 0, 1);
const hour = 3_600;

/** Lives through `hours`, looking at the keys every `step` hours. */
function live(hours: number, step: number) {
  let keys: DatedKey[] = [];
  let made = 0;
  const published = new Map<string, number>();
  const signed = new Map<string, number>();
  for (let at = 0; at <= hours; at += step) {
    const now = new Date(start + at * hour * 1_000);
    const { remove, retire, promote, make } = dueRotation(keys, now, keySchedule);
    const become = (key: DatedKey, state: KeyState): DatedKey => ({ ...key, state, state_since: now });
    keys = keys
      .filter((key) => !remove.includes(key.id))
      .map((key) => (retire.includes(key.id) ? become(key, 'retired') : promote.includes(key.id) ? become(key, 'current') : key));
    for (const state of make) keys.push({ id: `k${made++}`, state, state_since: now });
    for (const key of keys) if (!published.has(key.id)) published.set(key.id, at);
    const current = keys.filter((key) => key.state === 'current');
    expect(current).toHaveLength(1);
    expect(keys.filter((key) => key.state === 'next')).toHaveLength(1);
    const [signer] = current;
    if (signer && !signed.has(signer.id)) signed.set(signer.id, at);
    // Whatever signed during the last week is still published.
    for (const [id] of [...signed].filter(([, since]) => at - since < 7 * 24)) expect(keys.map((key) => key.id)).toContain(id);
  }
  return { published, signed, keys };
}

describe('the schedule of signing keys', () => {
  test('a key signs only after it has been published for a day; the very first one signs at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (step) => {
        const { published, signed } = live(24 * 120, step);
        for (const [id, at] of signed) if (id !== 'k0') expect(at - (published.get(id) ?? 0)).toBeGreaterThanOrEqual(24);
      }),
    );
  });
  test('after 120 days looked at hourly, four have signed, and only this week’s retired one is kept', () => {
    const { signed, keys } = live(24 * 120, 1);
    expect(signed.size).toBe(5);
    expect(keys.map((key) => key.state).toSorted()).toEqual(['current', 'next', 'retired']);
  });
  test('nothing is due on an ordinary day', () => {
    const now = new Date(start);
    const keys: DatedKey[] = [
      { id: 'a', state: 'current', state_since: new Date(start - 1_000) },
      { id: 'b', state: 'next', state_since: new Date(start - 1_000) },
    ];
    expect(dueRotation(keys, now, keySchedule)).toEqual({ remove: [], retire: [], promote: [], make: [] });
  });
});
