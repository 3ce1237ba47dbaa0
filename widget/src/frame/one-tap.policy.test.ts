import { expect, test } from 'vitest';
import { mayAllow, type Tap } from './one-tap.policy.ts';

const mouse: Tap = {
  isTrusted: true,
  isRepeat: false,
  downAt: 10_000,
  inFrameSince: 9_500,
  onButtonSince: 9_750,
  visibleSince: 9_500,
  changedAt: 9_500,
};
const finger: Tap = { ...mouse, inFrameSince: undefined, onButtonSince: undefined };

test.each<[string, Tap, boolean]>([
  ['half a second in sight and unchanged, by a mouse that stood there', mouse, true],
  ['the same by a finger, which stands nowhere before', finger, true],
  ['made by a script', { ...mouse, isTrusted: false }, false],
  ['of a key that is held, or a second click', { ...mouse, isRepeat: true }, false],
  ['not vouched for', { ...mouse, visibleSince: undefined }, false],
  ['in sight for 499 ms when it began', { ...mouse, visibleSince: 9_501 }, false],
  ['on what changed 499 ms before it began', { ...mouse, changedAt: 9_501 }, false],
  ['on what changed between down and up', { ...finger, changedAt: 10_050 }, false],
  ['of a mouse that came into the frame 499 ms ago', { ...mouse, inFrameSince: 9_501 }, false],
  ['of a mouse under which the button came 249 ms ago', { ...mouse, onButtonSince: 9_751 }, false],
  ['long in sight, long unchanged', { ...mouse, visibleSince: 0, changedAt: 0, inFrameSince: 0, onButtonSince: 0 }, true],
])('a tap that is %s', (_, tap, counts) => {
  expect(mayAllow(tap)).toBe(counts);
});
