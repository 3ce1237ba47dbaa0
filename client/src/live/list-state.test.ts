import type { Did, DocumentPage, VibeDocument } from '@vibe/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyList, generationOf, type ListEvent, type ListState, nextList } from './list-state.ts';

const owner: Did = 'did:key:z1';
const doc = (id: string, generation: number, createdAt: number): VibeDocument => ({
  id,
  owner,
  collection: 'a/b',
  rev: `${generation}-${'0'.repeat(32)}`,
  body: { generation },
  createdAt: new Date(createdAt).toISOString(),
  updatedAt: new Date(createdAt).toISOString(),
});
const after = (...events: ListEvent[]): ListState => events.reduce(nextList, emptyList);
const ids = (state: ListState) => state.documents?.map((each) => each.id);
const listed = (...documents: VibeDocument[]): ListEvent => ({ type: 'listed', page: { documents } });

describe('a list', () => {
  test('is unknown until it was read, then what was read', () => {
    expect(after({ type: 'put', document: doc('a', 1, 1) }).documents).toBeUndefined();
    expect(ids(after({ type: 'reading' }, listed()))).toEqual([]);
  });

  test('has what happened while it was read', () => {
    const [a, b, c] = [doc('a', 1, 1), doc('b', 1, 2), doc('c', 1, 3)];
    const state = after({ type: 'reading' }, { type: 'put', document: c }, { type: 'gone', owner, id: 'a' }, listed(b, a));
    expect(ids(state)).toEqual(['c', 'b']);
  });

  test('does not go back to an older revision', () => {
    const state = after({ type: 'reading' }, listed(doc('a', 3, 1)), { type: 'put', document: doc('a', 2, 1) });
    expect(state.documents?.[0]?.rev).toMatch(/^3-/);
  });

  test('leaves to paging what is below its end', () => {
    const page: DocumentPage = { documents: [doc('b', 1, 5)], cursor: 'more' };
    const state = after({ type: 'reading' }, { type: 'listed', page }, { type: 'put', document: doc('a', 2, 1) });
    expect(ids(state)).toEqual(['b']);
  });

  test('does not bring back what was removed here, though an older event comes late', () => {
    const a = doc('a', 1, 1);
    const state = after({ type: 'reading' }, listed(a), { type: 'removed', owner, id: 'a', rev: a.rev }, { type: 'put', document: a });
    expect(ids(state)).toEqual([]);
  });

  test('does not bring back by a late answer what the stream said is gone', () => {
    const state = after(
      { type: 'reading' },
      listed(),
      { type: 'gone', owner, id: 'a' },
      { type: 'written', document: doc('a', 1, 1), belongs: true },
    );
    expect(ids(state)).toEqual([]);
  });

  test('is forgotten whole', () => {
    expect(after({ type: 'reading' }, listed(doc('a', 1, 1)), { type: 'forgotten' })).toEqual(emptyList);
  });
});

/** A server with one list, and what it says on its stream: the document as it is when the event is sent, at least once, in order. */
class Server {
  readonly #documents = new Map<string, VibeDocument>();
  readonly #generations = new Map<string, number>();
  readonly log: string[] = [];
  #clock = 1;

  write(id: string): VibeDocument {
    const known = this.#documents.get(id);
    const generation = (this.#generations.get(id) ?? 0) + 1;
    this.#generations.set(id, generation);
    const document = doc(id, generation, known ? Date.parse(known.createdAt) : this.#clock++);
    this.#documents.set(id, document);
    this.log.push(id);
    return document;
  }

  remove(id: string): VibeDocument | undefined {
    const known = this.#documents.get(id);
    if (!known) return undefined;
    this.#documents.delete(id);
    this.#generations.set(id, generationOf(known.rev) + 1);
    this.log.push(id);
    return known;
  }

  event(at: number): ListEvent {
    const id = this.log[at] ?? '';
    const document = this.#documents.get(id);
    return document ? { type: 'put', document } : { type: 'gone', owner, id };
  }

  /** Newest first; the cursor is where the page ends. */
  page(limit: number, cursor?: string): DocumentPage {
    const all = this.all().filter((each) => cursor === undefined || each.createdAt < cursor);
    const documents = all.slice(0, limit);
    const last = documents.at(-1);
    return { documents, ...(last && all.length > limit && { cursor: last.createdAt }) };
  }

  all(): VibeDocument[] {
    return [...this.#documents.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('write' as const), id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), own: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('remove' as const), id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), own: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'event' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), back: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'answer' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'read' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'more' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'look' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'show' as const }) },
);

test('however reads, events and answers cross each other, in the end the list is what the server has', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, limit) => {
      const server = new Server();
      for (const id of ['a', 'b', 'c', 'd']) server.write(id);
      let state = emptyList;
      let heard = server.log.length;
      const answers: ListEvent[] = [];
      let reading: { readonly cursor: string | undefined; page: DocumentPage | undefined } | undefined;
      const tell = (event: ListEvent): void => {
        state = nextList(state, event);
      };
      const finish = (): void => {
        if (!reading) return;
        const page = reading.page ?? server.page(limit, reading.cursor);
        tell(reading.cursor === undefined ? { type: 'listed', page } : { type: 'continued', page });
        reading = undefined;
      };
      const begin = (cursor: string | undefined): void => {
        // A reading from the top replaces one under way, as KeptList does.
        tell({ type: 'unread' });
        tell({ type: 'reading' });
        reading = { cursor, page: undefined };
      };
      begin(undefined);
      for (const each of steps) {
        if (each.do === 'write') {
          const document = server.write(each.id);
          if (each.own) answers.push({ type: 'written', document, belongs: true });
        } else if (each.do === 'remove') {
          const was = server.remove(each.id);
          if (was && each.own) answers.push({ type: 'removed', owner, id: was.id, rev: was.rev });
        } else if (each.do === 'event' && heard < server.log.length) tell(server.event(heard++));
        else if (each.do === 'repeat') for (let at = Math.max(0, heard - each.back); at < heard; at += 1) tell(server.event(at));
        else if (each.do === 'answer') answers.splice(0, 1).forEach(tell);
        else if (each.do === 'read') begin(undefined);
        else if (each.do === 'more' && !reading && state.cursor !== undefined) begin(state.cursor);
        else if (each.do === 'look' && reading && !reading.page) reading.page = server.page(limit, reading.cursor);
        else if (each.do === 'show') finish();
      }
      while (heard < server.log.length) tell(server.event(heard++));
      answers.forEach(tell);
      finish();
      const { cursor } = state;
      expect(state.documents).toEqual(server.all().filter((each) => cursor === undefined || each.createdAt >= cursor));
    }),
    { numRuns: 3_000 },
  );
});
