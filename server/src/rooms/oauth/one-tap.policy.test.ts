import { expect, test } from 'vitest';
import { type FrameQuestion, mayAskInFrame } from './one-tap.policy.ts';

const good: FrameQuestion = { assured: true, needsPage: false, vouched: true, known: false };

test.each<[string, Partial<FrameQuestion>, boolean]>([
  ['a first meeting with an app of the operator’s', {}, true],
  ['a first meeting with anybody’s app', { vouched: false }, false],
  ['more for an app that the person knows', { vouched: false, known: true }, true],
  ['what needs a page', { needsPage: true, known: true }, false],
  ['an origin that anybody can have', { assured: false, known: true }, false],
])('%s', (_, change, may) => {
  expect(mayAskInFrame({ ...good, ...change })).toBe(may);
});
