import type { FrameAccessToken } from '@vibe/shared';
import { beforeEach, expect, test, vi } from 'vitest';
import { SessionError } from './errors.ts';
import { climb } from './ladder.ts';
import type { SessionEvent } from './states.ts';
import type { Attempt, Outcome, Strategy } from './strategies/strategy.ts';
import { Trace } from './trace.ts';
import type { SignInStep } from './types.ts';

const token = { scope: 'profile', clock_skew: -540 } as FrameAccessToken;
const rung = (step: SignInStep, run: () => Promise<Outcome>, whyNot?: string): Strategy => ({ step, whyNot: () => whyNot, run });
const passes = async (): Promise<Outcome> => ({ next: 'Not here.' });
const gives = async (): Promise<Outcome> => ({ token });
const fails = async (): Promise<Outcome> => Promise.reject(new SessionError('unavailable', { requestId: 'r1' }));

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  return () => vi.unstubAllGlobals();
});

function world(inClick = true) {
  const events: SessionEvent[] = [];
  const trace = new Trace();
  const attempt = { app: 'feeds', inClick, on: (event: SessionEvent) => void events.push(event) } as unknown as Attempt;
  return { attempt, trace, events, lines: () => trace.lines.map(({ step, outcome }) => `${step} ${outcome}`) };
}

test('the first that gives a token wins; the trace has the others, and why', async () => {
  const { attempt, trace, events, lines } = world();
  const rungs = [rung('memory', gives, 'No token.'), rung('fedcm', passes), rung('popup', gives), rung('redirect', gives)];
  expect(await climb(attempt, trace, rungs)).toBe(token);
  expect(lines()).toEqual(['memory skipped', 'fedcm trying', 'fedcm passed', 'popup trying', 'popup signed_in']);
  expect(events).toEqual([
    { type: 'attempt', how: 'fedcm' },
    { type: 'attempt', how: 'popup' },
  ]);
  expect(trace.lines.at(-1)?.why).toBe(`A token for "profile". This device's clock is 540 s ahead of Vibe's.`);
});

test('an error ends it, with its number for the server’s log', async () => {
  const { attempt, trace, lines } = world();
  await expect(climb(attempt, trace, [rung('popup', fails), rung('redirect', gives)])).rejects.toMatchObject({ code: 'unavailable' });
  expect(lines()).toEqual(['popup trying', 'popup failed']);
  expect(trace.lines.at(-1)?.why).toContain('(r1)');
});

test('nothing left: not signed in', async () => {
  const { attempt, trace } = world();
  await expect(climb(attempt, trace, [rung('popup', passes)])).rejects.toMatchObject({ code: 'not_signed_in' });
});

test('the part of a rung before its first await runs in the click itself', () => {
  const { attempt, trace } = world();
  const open = vi.fn(gives);
  void climb(attempt, trace, [rung('memory', gives, 'No token.'), rung('popup', open)]);
  expect(open).toHaveBeenCalled();
});

test('what no click began goes round three times, and ends in a sentence; what is silent is no round', async () => {
  for (let round = 0; round < 3; round += 1) {
    const { attempt, trace } = world(false);
    await climb(attempt, trace, [rung('fedcm', gives)]);
  }
  const fourth = world(false);
  await climb(fourth.attempt, fourth.trace, [rung('frame_refresh', gives)]);
  await expect(climb(fourth.attempt, fourth.trace, [rung('fedcm', gives)])).rejects.toMatchObject({ code: 'redirect_loop' });
  const { attempt, trace } = world(true);
  expect(await climb(attempt, trace, [rung('fedcm', gives)])).toBe(token);
});
