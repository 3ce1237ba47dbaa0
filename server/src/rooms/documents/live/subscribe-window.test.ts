import { compareBy, orderOf, type Sorted } from '@vibe/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Entry, Window } from './subscribe-window.ts';

const compare = compareBy(orderOf('-likes'));
const entry = (id: number, rev: number, likes: number): Entry => ({
  key: String(id),
  mark: String(rev),
  digest: 0,
  order: '-likes',
  place: { body: { likes }, createdAt: '', owner: 'did:web:a', id: String(id), ord: BigInt(id) },
});
const LIMIT = 4;

/** A collection beside the window: what a query would answer. */
class Model {
  readonly documents = new Map<string, Entry>();

  find(most: number) {
    const all = [...this.documents.values()].sort((one, other) => compare(one.place as Sorted, other.place as Sorted));
    return { entries: all.slice(0, most), complete: all.length <= most };
  }
}

test('a window that is told of every change shows what the query would answer, and asks again only when it lacks', () => {
  const write = fc.record({ id: fc.integer({ min: 0, max: 25 }), likes: fc.integer({ min: 0, max: 6 }), gone: fc.boolean() });
  let asked = 0;
  let told = 0;
  fc.assert(
    fc.property(fc.array(write, { maxLength: 60 }), (writes) => {
      const model = new Model();
      const window = new Window(LIMIT, 5, compare);
      const ask = () => {
        const { entries, complete } = model.find(window.capacity);
        window.replace(entries, complete);
        asked++;
      };
      ask();
      for (const [at, { id, likes, gone }] of writes.entries()) {
        const now = entry(id, at, likes);
        told++;
        if (gone) {
          model.documents.delete(now.key);
          window.drop(now.key);
        } else {
          model.documents.set(now.key, now);
          window.put(now);
        }
        if (window.lacks) ask();
        const { entries, complete } = model.find(LIMIT);
        expect(window.shown).toEqual(entries);
        expect(window.more).toBe(!complete);
        expect(window.entries.length).toBeLessThanOrEqual(window.capacity);
      }
    }),
    { numRuns: 300 },
  );
  expect(asked - 300).toBeLessThan(told / 10);
});

test('says which document it no longer holds', () => {
  const window = new Window(1, 5, compare);
  window.replace([], true);
  for (let id = 1; id <= 6; id++) expect(window.put(entry(id, 1, id))).toBeUndefined();
  expect(window.put(entry(7, 1, 7))?.key).toBe('1');
  expect(window.put(entry(0, 1, 0))?.key).toBe('0'); // behind all that is known
  expect(window.put(entry(7, 2, 0))?.key).toBe('7'); // left the known part
  expect(window.shown.map((each) => each.key)).toEqual(['6']);
  expect(window.lacks).toBe(false);
});
