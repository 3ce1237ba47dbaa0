import type { Did, PatchOp, VibeDocument } from '@vibe/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentsOf, emptyList, hasMore, type ListEvent, type ListState, nextList } from './list-state.ts';

const owner: Did = 'did:key:z1';
/** Later letters were made later. */
const doc = (id: string, generation = 1, expanded?: VibeDocument['expanded']): VibeDocument => ({
  ...{ id, owner, collection: 'a/b', rev: `${generation}-${'0'.repeat(32)}`, body: { generation } },
  ...{ createdAt: new Date(id.charCodeAt(0)).toISOString(), updatedAt: new Date(0).toISOString(), ...(expanded && { expanded }) },
});
const ordered = emptyList(20, false);
const feed = (asked: number): ListState => emptyList(asked, true);
const after = (...events: ListEvent[]): ListState => events.reduce(nextList, ordered);
const ids = (state: ListState) => documentsOf(state)?.map((each) => each.id);
const result = (documents: VibeDocument[], more = false): ListEvent => ({ type: 'result', documents, more });
const patch = (...ops: PatchOp[]): ListEvent => ({ type: 'patch', ops, more: true });
const page = (documents: VibeDocument[], cursor?: string): ListEvent => ({
  type: 'continued',
  page: { documents, ...(cursor !== undefined && { cursor }) },
});

describe('a list', () => {
  test('is unknown until its first result; a patch before it is nothing', () => {
    expect(documentsOf(after(patch({ op: 'insert', at: 0, document: doc('a') })))).toBeUndefined();
    expect(ids(after(result([])))).toEqual([]);
  });

  test('follows each step of a patch, in order', () => {
    const state = after(
      result([doc('a'), doc('b'), doc('c')]),
      patch(
        { op: 'remove', at: 0 },
        { op: 'insert', at: 2, document: doc('d') },
        { op: 'move', from: 2, to: 0, document: doc('d', 2) },
        { op: 'update', at: 1, document: doc('b', 2) },
      ),
    );
    expect(state.window?.map(({ id, rev }) => `${id}${Number.parseInt(rev, 10)}`)).toEqual(['d2', 'b2', 'c1']);
  });

  test('keeps the objects of what did not change, and itself when nothing did', () => {
    const before = after(result([doc('a'), doc('b')]));
    const same = nextList(before, result([doc('a'), doc('b')]));
    expect(same.window).toBe(before.window);
    const moved = nextList(before, patch({ op: 'move', from: 1, to: 0, document: doc('b') }));
    expect(moved.window?.[0]).toBe(before.window?.[1]);
    expect(nextList(before, result([doc('b', 2), doc('a')])).window?.[1]).toBe(before.window?.[0]);
  });

  test('takes a document anew when what was expanded from it is another, though its revision is not', () => {
    const before = after(result([doc('a', 1, { by: doc('x', 1) })]));
    const state = nextList(before, patch({ op: 'update', at: 0, document: doc('a', 1, { by: doc('x', 2) }) }));
    expect(state.window?.[0]?.expanded?.by).toMatchObject({ rev: expect.stringMatching(/^2-/) });
    expect(nextList(state, result([doc('a', 1, { by: doc('x', 2) })])).window?.[0]).toBe(state.window?.[0]);
  });

  test('reads on below what is live: what is pushed out goes there, what comes up leaves it', () => {
    const paged = [result([doc('m'), doc('l')], true), page([doc('k'), doc('j')], 'next')].reduce(nextList, feed(4));
    expect([ids(paged), hasMore(paged)]).toEqual([['m', 'l', 'k', 'j'], true]);
    const pushed = nextList(paged, patch({ op: 'remove', at: 1 }, { op: 'insert', at: 0, document: doc('n') }));
    expect(ids(pushed)).toEqual(['n', 'm', 'l', 'k', 'j']);
    const up = nextList(pushed, patch({ op: 'remove', at: 0 }, { op: 'insert', at: 1, document: doc('l') }));
    expect(ids(up)).toEqual(['m', 'l', 'k', 'j']);
    const end = [page([doc('i'), doc('j')]), { type: 'asked', asked: 9 } as const].reduce(nextList, up);
    expect([ids(end), hasMore(end)]).toEqual([['m', 'l', 'k', 'j', 'i'], false]);
  });

  test('newest first, keeps in sight what was in sight when something comes in on top', () => {
    const full = nextList(feed(2), result([doc('c'), doc('b')], true));
    const pushed = nextList(full, patch({ op: 'remove', at: 1 }, { op: 'insert', at: 0, document: doc('d') }));
    expect([ids(pushed), hasMore(pushed)]).toEqual([['d', 'c', 'b'], true]);
    // The server follows more from now on; what is beyond is kept ready.
    const grown = nextList(pushed, result([doc('d'), doc('c'), doc('b'), doc('a')]));
    expect([ids(grown), hasMore(grown)]).toEqual([['d', 'c', 'b'], true]);
    expect(documentsOf(grown)?.at(-1)).toBe(documentsOf(full)?.at(-1));
    expect(ids(nextList(grown, { type: 'asked', asked: 5 }))).toEqual(['d', 'c', 'b', 'a']);
    expect(ids(nextList(grown, patch({ op: 'remove', at: 0 })))).toEqual(['c', 'b']);
    expect(ids(nextList(grown, patch({ op: 'remove', at: 2 })))).toEqual(['d', 'c']);
    // Gone, and not pushed out, although another one came up in its place.
    expect(ids(nextList(full, patch({ op: 'remove', at: 0 }, { op: 'insert', at: 1, document: doc('a') })))).toEqual(['b', 'a']);
    expect(ids(nextList(full, patch({ op: 'remove', at: 1 }, { op: 'insert', at: 1, document: doc('a') })))).toEqual(['c', 'a']);
  });

  test('in an order, is as many as were asked for', () => {
    const full = nextList(emptyList(2, false), result([doc('a'), doc('b')], true));
    expect(ids(nextList(full, patch({ op: 'insert', at: 0, document: doc('c') }, { op: 'remove', at: 2 })))).toEqual(['c', 'a']);
  });

  test('is forgotten whole', () => {
    expect(after(result([doc('a')]), page([doc('b')]), { type: 'forgotten' })).toEqual(ordered);
  });
});

test('no document is there twice, however windows and pages cross', () => {
  const documents = fc.uniqueArray(
    fc.constantFrom(...'abcdefgh').map((id) => doc(id)),
    { selector: ({ id }) => id, maxLength: 6 },
  );
  const event = fc.oneof(
    documents.map((each) => result(each, true)),
    documents.map((each) => page(each, 'next')),
    fc
      .record({ at: fc.nat(5), document: fc.constantFrom(...'abcdefgh').map((id) => doc(id)) })
      .map((each) => ({ ...each, type: 'insert' as const })),
    fc.record({ at: fc.nat(5), type: fc.constant('remove' as const) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), fc.boolean(), fc.integer({ min: 1, max: 4 }), (events, isFeed, asked) => {
      let state = nextList(emptyList(asked, isFeed), result([doc('a')]));
      for (const each of events) {
        const window = state.window ?? [];
        if (each.type === 'insert') {
          if (!window.some(({ id }) => id === each.document.id))
            state = nextList(state, patch({ op: 'insert', at: Math.min(each.at, window.length), document: each.document }));
        } else if (each.type === 'remove') {
          if (each.at < window.length) state = nextList(state, patch({ op: 'remove', at: each.at }));
        } else state = nextList(state, each);
        expect(new Set(ids(state)).size).toBe(ids(state)?.length);
      }
    }),
    { numRuns: 500 },
  );
});
