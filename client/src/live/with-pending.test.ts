import type { Did, VibeDocument } from '@vibe/shared';
import { describe, expect, test } from 'vitest';
import type { PendingWrite, Write } from './pending-writes.ts';
import { predictionOf } from './prediction.ts';
import { type Belonging, withPending } from './with-pending.ts';

const owner: Did = 'did:key:z1';
const doc = (id: string, generation: number, body: Record<string, unknown> = {}): VibeDocument => ({
  ...{ id, owner, collection: 'a/b', rev: `${generation}-${'0'.repeat(32)}`, body },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
});
const pending = (write: Write): PendingWrite => ({ call: write, write });
const make = (document: VibeDocument): PendingWrite =>
  pending({ type: 'create', document: { ...document, pending: true }, acl: undefined });
const anything: Belonging = { created: ({ document }) => document, changed: () => true };
const shown = (
  documents: readonly VibeDocument[],
  writes: readonly PendingWrite[],
  belongs = anything,
  heard: readonly PendingWrite[] = [],
) =>
  withPending(documents, writes, (call) => heard.some((each) => each.call === call), belongs).map(
    ({ id, rev, pending: is }) => `${id}${Number.parseInt(rev, 10)}${is ? '…' : ''}`,
  );

describe('own writes in a list', () => {
  test('what is new comes first, the newest of it foremost', () => {
    expect(shown([doc('a', 1)], [make(doc('b', 0)), make(doc('c', 0))])).toEqual(['c0…', 'b0…', 'a1']);
  });

  test('what has an order stands in it', () => {
    const { compare, matches } = predictionOf({ sort: 'n', where: { n: { lt: 9 } } });
    const list = [doc('a', 1, { n: 1 }), doc('c', 1, { n: 3 })];
    const belongs: Belonging = { created: ({ document }) => (matches(document) ? document : undefined), changed: matches, compare };
    expect(shown(list, [make(doc('b', 0, { n: 2 })), make(doc('d', 0, { n: 4 })), make(doc('x', 0, { n: 9 }))], belongs)).toEqual([
      'a1',
      'b0…',
      'c1',
      'd0…',
    ]);
    const changing = { type: 'update', owner, id: 'c', body: { n: 10 } } as const;
    expect(shown(list, [pending(changing)], belongs)).toEqual(['a1']);
  });

  test('an answer counts until the stream has told of it, and not afterwards', () => {
    const made = pending({ type: 'create', document: doc('b', 1), acl: undefined });
    expect(shown([doc('a', 1)], [made])).toEqual(['b1', 'a1']);
    expect(shown([doc('b', 1), doc('a', 1)], [made])).toEqual(['b1', 'a1']);
    // Told of, and then removed by someone else.
    expect(shown([doc('a', 1)], [made], anything, [made])).toEqual(['a1']);
  });

  test('a newer revision wins, whichever side has it', () => {
    const answered = pending({ type: 'updated', document: doc('a', 3) });
    expect(shown([doc('a', 2)], [answered])).toEqual(['a3']);
    expect(shown([doc('a', 4)], [answered])).toEqual(['a4']);
    expect(shown([], [answered])).toEqual([]);
  });

  test('what was removed stays away, but what is made again under its name does not', () => {
    const gone = pending({ type: 'remove', owner, id: 'a', rev: doc('a', 2).rev });
    expect(shown([doc('a', 2)], [gone])).toEqual([]);
    expect(shown([doc('a', 4)], [gone])).toEqual(['a4']);
    expect(shown([doc('a', 2)], [gone, make(doc('a', 0))])).toEqual(['a0…']);
  });

  test('a list that they do not touch stays the same object', () => {
    const list = [doc('a', 3)];
    expect(withPending(list, [pending({ type: 'remove', owner, id: 'b' })], () => false, anything)).toBe(list);
    expect(withPending(list, [pending({ type: 'updated', document: doc('a', 3) })], () => false, anything)).toBe(list);
  });
});
