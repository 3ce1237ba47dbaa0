import type { Did, PatchOp, SubscribeEvent, VibeDocument } from '@vibe/shared';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VibeError } from '../errors.ts';
import type { ListInput, SubscribeInput } from '../transport/document-inputs.ts';
import type { StreamObserver } from '../transport/event-streams.ts';
import { ListChannel } from './list-channel.ts';
import { emptyList, keyOf, nextList } from './list-state.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const owner: Did = 'did:key:z1';
const doc = (id: string, generation: number): VibeDocument => ({
  ...{ id, owner, collection: 'a/b', rev: `${generation}-${'0'.repeat(32)}`, body: {} },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
});
const query = (limit: number): ListInput => ({ collection: 'a/b', scope: 'all', limit });

/** From one window to the next, as the protocol says it. */
function steps(before: readonly VibeDocument[], after: readonly VibeDocument[]): PatchOp[] {
  const ops: PatchOp[] = [];
  const now = [...before];
  for (let at = now.length - 1; at >= 0; at -= 1)
    if (!after.some((each) => keyOf(each) === keyOf(now[at] as VibeDocument))) {
      ops.push({ op: 'remove', at });
      now.splice(at, 1);
    }
  for (const [at, document] of after.entries()) {
    const from = now.findIndex((each) => keyOf(each) === keyOf(document));
    if (from < 0) {
      ops.push({ op: 'insert', at, document });
      now.splice(at, 0, document);
    } else if (from !== at) {
      ops.push({ op: 'move', from, to: at, document });
      now.splice(at, 0, ...now.splice(from, 1));
    } else if (now[at]?.rev !== document.rev) ops.push({ op: 'update', at, document });
  }
  return ops;
}

interface Connection {
  readonly input: SubscribeInput;
  readonly observer: StreamObserver<SubscribeEvent>;
  open: boolean;
  /** What each of its lists was told. */
  windows: Map<string, readonly VibeDocument[]> | undefined;
  outbox: [SubscribeEvent, string][];
}

/** A server with one collection, whose streams the test holds in its hand: it answers and delivers when it is told to. */
class Server {
  /** Every state of the collection, newest last. */
  readonly history: (readonly VibeDocument[])[] = [[]];
  readonly connections: Connection[] = [];
  #generation = 0;

  readonly api = {
    subscribe: (input: SubscribeInput, observer: StreamObserver<SubscribeEvent>) => {
      const connection: Connection = { input, observer, open: true, windows: undefined, outbox: [] };
      this.connections.push(connection);
      return () => {
        connection.open = false;
      };
    },
  };
  get now(): readonly VibeDocument[] {
    return this.history.at(-1) ?? [];
  }
  get open(): Connection[] {
    return this.connections.filter((each) => each.open);
  }

  write(id: string): void {
    this.#generation += 1;
    const rest = this.now.filter((each) => each.id !== id);
    const at = id.charCodeAt(0) % (rest.length + 1);
    this.#become(rest.toSpliced(at, 0, doc(id, this.#generation)));
  }
  remove(id: string): void {
    this.#become(this.now.filter((each) => each.id !== id));
  }
  #become(documents: readonly VibeDocument[]): void {
    this.history.push(documents);
    for (const each of this.open) if (each.windows) this.#patch(each);
  }
  /** The place after a change is that of its last patch: who has only some of them has not got so far. */
  #patch(connection: Connection): void {
    const patches: SubscribeEvent[] = [];
    for (const { key, query: wanted } of connection.input.queries) {
      const window = this.now.slice(0, wanted.limit);
      const ops = steps(connection.windows?.get(key) ?? [], window);
      connection.windows?.set(key, window);
      if (ops.length > 0) patches.push({ type: 'patch', key, ops, more: this.now.length > wanted.limit });
    }
    for (const [at, patch] of patches.entries())
      this.#send(connection, patch, [], this.history.length - (at === patches.length - 1 ? 1 : 2));
  }

  /** A place names the state, and whose results are held there. */
  answer(connection: Connection): void {
    const { queries, lastEventId } = connection.input;
    const [from, held = ''] = lastEventId?.split('|') ?? [];
    connection.windows = new Map(queries.map(({ key, query: wanted }) => [key, this.now.slice(0, wanted.limit)]));
    // Whatever concerned it since then: that it is now as it was does not say that it is so over there.
    const stale = queries.filter(({ key, query: { limit } }) => {
      const [before, ...since] = this.history.slice(Number(from)).map((each) => each.slice(0, limit));
      return !held.split(',').includes(key) || since.some((each) => steps(before ?? [], each).length > 0);
    });
    for (const { key, query: wanted } of [...stale]) {
      stale.shift();
      const result = { type: 'result', key, documents: this.now.slice(0, wanted.limit), more: this.now.length > wanted.limit } as const;
      this.#send(connection, result, stale);
    }
    this.#send(connection, { type: 'ready' });
    connection.observer.opened();
  }
  #send(connection: Connection, event: SubscribeEvent, stale: SubscribeInput['queries'] = [], at = this.history.length - 1): void {
    const held = connection.input.queries.filter((each) => !stale.includes(each)).map(({ key }) => key);
    connection.outbox.push([event, `${at}|${held.join(',')}`]);
  }

  deliver(connection: Connection): void {
    const [event, id] = connection.outbox.shift() ?? [];
    if (event && id && connection.open) connection.observer.event(event, id);
  }
  cut(connection: Connection, error = new VibeError('network', 'cut')): void {
    if (!connection.open) return;
    connection.open = false;
    connection.observer.ended(error);
  }
  /** Everything answers and arrives. */
  settle(): void {
    for (let round = 0; round < 50; round += 1) {
      vi.advanceTimersByTime(1_000);
      for (const each of this.open) {
        if (!each.windows) this.answer(each);
        while (each.open && each.outbox.length > 0) this.deliver(each);
      }
    }
  }
}

function following(channel: ListChannel, server: Server, limit: number) {
  let state = emptyList(limit, false);
  let version = 0;
  const told: string[] = [];
  const leave = channel.join(query(limit), {
    connected: (is) => void told.push(is ? 'connected' : 'broken'),
    failed: (error, over) => void told.push(`${over ? 'over' : 'failed'}: ${error.code}`),
    event(event) {
      state = nextList(state, event);
      told.push(event.type);
      // What is shown was so on the server, and is not older than what was shown before.
      const shown = state.window ?? [];
      const found = server.history.findIndex((each, at) => at >= version && steps(each.slice(0, limit), shown).length === 0);
      expect(found, `state after ${version}: ${shown.map(({ id, rev }) => `${id}${rev[0]}`)}`).toBeGreaterThanOrEqual(version);
      version = found;
    },
  });
  return { leave, limit, told, ids: () => state.window?.map((each) => each.id) };
}

function world() {
  const server = new Server();
  const deserted = vi.fn();
  const channel = new ListChannel(server.api, { refresh: async () => false }, deserted);
  return { server, channel, deserted, follow: (limit = 20) => following(channel, server, limit) };
}

describe('a channel', () => {
  test('carries all lists of a page on one stream', () => {
    const { server, follow } = world();
    server.write('a');
    server.write('b');
    const lists = [follow(1), follow(2), follow(20)];
    server.settle();
    expect(server.connections).toHaveLength(1);
    expect(lists.map((each) => each.ids()?.length)).toEqual([1, 2, 2]);
    expect(lists[0]?.told).toEqual(['connected', 'result']);
  });

  test('takes up another list by a second stream, from where the first one is; the first stays until then', () => {
    const { server, follow } = world();
    server.write('a');
    const first = follow();
    server.settle();
    const second = follow();
    vi.advanceTimersByTime(0);
    expect(server.open).toHaveLength(2);
    expect(server.open[1]?.input).toMatchObject({ queries: [{ key: 'q1' }, { key: 'q2' }], lastEventId: expect.stringMatching(/^1\|q1/) });
    server.write('b');
    server.settle();
    expect(server.open).toHaveLength(1);
    expect([first.ids(), second.ids()]).toEqual([server.now, server.now].map((all) => all.map((each) => each.id)));
    // What happened between came once, to whom it was new.
    expect(first.told).toEqual(['connected', 'result', 'result', 'connected']);
  });

  test('goes on with the first stream when the second does not come', () => {
    const { server, follow } = world();
    const first = follow();
    server.settle();
    const second = follow();
    vi.advanceTimersByTime(0);
    server.write('a');
    for (const each of server.open) server.deliver(each);
    expect(first.ids()).toEqual([]);
    server.cut(server.open[1] as Connection);
    expect(first.ids()).toEqual(['a']);
    expect([first.told.at(-1), second.told.at(-1)]).toEqual(['patch', 'failed: network']);
    server.settle();
    expect(second.ids()).toEqual(['a']);
    expect(server.open).toHaveLength(1);
  });

  test('a query that is refused is over alone; one that may pass later is asked again', () => {
    const { server, follow } = world();
    const [good, bad, building] = [follow(), follow(), follow()];
    vi.advanceTimersByTime(0);
    const [connection] = server.connections;
    if (!connection) throw new Error('no stream was opened');
    server.answer(connection);
    connection.outbox = connection.outbox.filter(([event]) => event.type !== 'ready' && event.key === 'q1');
    const refused = (key: string, code: 'index_required' | 'index_building'): [SubscribeEvent, string] => [
      { type: 'refused', key, error: { code, message: 'no', hint: 'Declare it.' } },
      '0|q1',
    ];
    connection.outbox.unshift(refused('q2', 'index_required'), refused('q3', 'index_building'));
    server.settle();
    expect(bad.told.at(-1)).toBe('over: index_required');
    expect(building.told).toEqual(expect.arrayContaining(['failed: index_building', 'result']));
    expect([good.ids(), building.ids(), bad.ids()]).toEqual([[], [], undefined]);
    expect(server.open[0]?.input.queries.map(({ key }) => key)).toEqual(['q1', 'q3']);
  });

  test('begins anew when the place is unknown there', () => {
    const { server, follow } = world();
    const list = follow();
    server.settle();
    server.cut(server.open[0] as Connection, new VibeError('bad_cursor', 'another database'));
    server.settle();
    expect(server.connections.at(-1)?.input.lastEventId).toBeUndefined();
    expect(list.told.at(-1)).toBe('result');
  });

  test('has room for as much as the server takes on one stream', () => {
    const { channel } = world();
    const member = { connected: () => undefined, event: () => undefined, failed: () => undefined };
    for (let count = 0; count < 3; count += 1) channel.join(query(500), member);
    expect([channel.hasRoomFor(query(500)), channel.hasRoomFor(query(501))]).toEqual([true, false]);
    const many = world().channel;
    for (let count = 0; count < 20; count += 1) many.join(query(1), member);
    expect(many.hasRoomFor(query(1))).toBe(false);
    const long = { ...query(1), where: { text: 'x'.repeat(4_000) } };
    expect(many.hasRoomFor(long)).toBe(false);
    expect(world().channel.hasRoomFor({ ...long, where: { text: 'x'.repeat(9_000) } })).toBe(true);
  });

  test('closes a moment after the last list left', () => {
    const { server, follow, deserted } = world();
    const list = follow();
    server.settle();
    list.leave();
    vi.advanceTimersByTime(1_000);
    expect([server.open.length, deserted.mock.calls.length, vi.getTimerCount()]).toEqual([0, 1, 0]);
  });
});

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), id: fc.constantFrom(...'abcdefgh') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), id: fc.constantFrom(...'abcdefgh') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('follow' as const), limit: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), which: fc.nat(5) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(2) }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constant('deliver' as const), which: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const), which: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), milliseconds: fc.constantFrom(0, 500, 20_000) }) },
);

test('however streams come, break and take over, no list loses a change, sees one twice, or goes back', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 100, size: 'max' }), (all) => {
      const { server, channel, follow } = world();
      let lists = [follow(3)];
      server.settle();
      for (const each of all) {
        if (each.do === 'write') server.write(each.id);
        else if (each.do === 'remove') server.remove(each.id);
        else if (each.do === 'follow') {
          lists.push(follow(each.limit));
          vi.advanceTimersByTime(0);
        } else if (each.do === 'leave') {
          const list = lists[each.which];
          if (list && lists.length > 1) {
            list.leave();
            lists = lists.filter((other) => other !== list);
          }
        } else if (each.do === 'wait') vi.advanceTimersByTime(each.milliseconds);
        else {
          const connection = server.open[each.which];
          if (!connection) continue;
          if (each.do === 'answer' && !connection.windows) server.answer(connection);
          if (each.do === 'deliver') server.deliver(connection);
          if (each.do === 'cut') server.cut(connection);
        }
      }
      server.settle();
      for (const list of lists) expect(list.ids()).toEqual(server.now.slice(0, list.limit).map((each) => each.id));
      expect(server.open).toHaveLength(1);
      channel.end();
    }),
    { numRuns: 1_000 },
  );
});
