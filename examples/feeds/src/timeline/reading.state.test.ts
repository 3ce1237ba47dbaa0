import { describe, expect, test } from 'vitest';
import type { Post } from '../post/post.model.ts';
import { nothingRead, type Reading, readingAfter, revealed, shownOf } from './reading.state.ts';

const post = (id: string): Post => ({
  id,
  collection: 'feeds/posts',
  owner: 'did:web:ada.example',
  rev: '1-0',
  body: { text: id },
  expanded: { replies: [] },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});
const posts = (ids: string): Post[] => [...ids].map(post);
const shown = (reading: Reading): string =>
  shownOf(reading)
    .map((each) => each.id)
    .join('');
const read = (steps: readonly [ids: string, below: boolean][]): Reading =>
  steps.reduce((reading, [ids, below]) => readingAfter(reading, posts(ids), () => below), nothingRead);

describe('what a reader has before them', () => {
  test('the first list is shown whole, wherever the page stands', () => {
    const reading = read([['cba', true]]);
    expect(shown(reading)).toBe('cba');
    expect(reading.held.size).toBe(0);
  });

  test('at the top a new post goes straight in', () => {
    expect(
      shown(
        read([
          ['ba', false],
          ['cba', false],
        ]),
      ),
    ).toBe('cba');
  });

  test('further down new posts wait, and come in all together when asked for', () => {
    const reading = read([
      ['ba', true],
      ['cba', true],
      ['dcba', true],
    ]);
    expect(shown(reading)).toBe('ba');
    expect(reading.held.size).toBe(2);
    expect(shown(revealed(reading))).toBe('dcba');
  });

  test('what waits goes on waiting when the reader comes back to the top: nothing moves unasked', () => {
    expect(
      shown(
        read([
          ['ba', true],
          ['cba', true],
          ['cba', false],
        ]),
      ),
    ).toBe('ba');
  });

  test('older posts are never held back', () => {
    expect(
      shown(
        read([
          ['cb', true],
          ['cba', true],
        ]),
      ),
    ).toBe('cba');
  });

  test('a waiting post that is deleted is not waited for any more', () => {
    const reading = read([
      ['ba', true],
      ['cba', true],
      ['ba', true],
    ]);
    expect(reading.held.size).toBe(0);
  });

  test('a deleted post leaves at once, also further down', () => {
    expect(
      shown(
        read([
          ['cba', true],
          ['ca', true],
        ]),
      ),
    ).toBe('ca');
  });

  test('when nothing of what was read is left, the new list is shown whole', () => {
    expect(
      shown(
        read([
          ['ba', true],
          ['dc', true],
        ]),
      ),
    ).toBe('dc');
  });

  test('one kind can be let through: a post of one’s own', () => {
    const first = readingAfter(nothingRead, posts('a'), () => true);
    expect(shown(readingAfter(first, posts('cba'), (each) => each.id !== 'c'))).toBe('ca');
  });
});
