import type { Did, SubscribeEvent, VibeDocument } from '@vibe/shared';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Credentials } from '../auth.ts';
import { visitorCredentials } from '../credentials/visitor-credentials.ts';
import { VibeError } from '../errors.ts';
import type { ListInput, SubscribeInput } from '../transport/document-inputs.ts';
import type { DocumentsApi } from '../transport/documents-api.ts';
import type { StreamObserver } from '../transport/event-streams.ts';
import { KeptList } from './kept-list.ts';
import { PendingWrites, type Write } from './pending-writes.ts';
import { StreamHub } from './stream-hub.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const alice: Did = 'did:key:alice';
const document = (id: string, owner: Did = alice, body: Record<string, unknown> = {}): VibeDocument => ({
  ...{ id, owner, collection: 'a/b', rev: `1-${'0'.repeat(32)}`, body },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
});
type Told = { readonly [K in SubscribeEvent as K['type']]: Omit<K, 'key' | 'type'> };

/** A page on which people come and go, before a server that has one document for each reader, or as many as the test says. */
function world(query: Partial<ListInput> & Pick<ListInput, 'scope'>) {
  let who: Did | undefined;
  let settle = (): void => undefined;
  const listeners = new Set<() => void>();
  const settled = new Promise<void>((resolve) => (settle = resolve));
  const credentials: Credentials = {
    ...visitorCredentials(),
    who: () => who,
    settled: () => settled,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const streams: { as: string; input: SubscribeInput; observer: StreamObserver<SubscribeEvent>; open: boolean }[] = [];
  let failure: VibeError | undefined;
  let all: VibeDocument[] | undefined;
  const api: Pick<DocumentsApi, 'find' | 'stream' | 'subscribe'> = {
    stream: () => () => undefined,
    find: async ({ limit, cursor = '0' }) => {
      if (failure) throw failure;
      const end = Number(cursor) + limit;
      return { documents: (all ?? []).slice(Number(cursor), end), ...((all?.length ?? 0) > end && { cursor: String(end) }) };
    },
    subscribe: (input, observer) => {
      const each = { as: who ?? 'visitor', input, observer, open: true };
      streams.push(each);
      queueMicrotask(() => {
        if (!each.open) return;
        if (failure) return observer.ended(failure);
        observer.opened();
        const documents = all ?? [document(`for ${each.as}`)];
        for (const {
          key,
          query: { limit },
        } of input.queries)
          observer.event({ type: 'result', key, documents: documents.slice(0, limit), more: documents.length > limit }, 'p1');
        observer.event({ type: 'ready' }, 'p1');
      });
      return () => {
        each.open = false;
      };
    },
  };
  const pending = new PendingWrites();
  const list = new KeptList({
    api,
    hub: new StreamHub(api, credentials),
    pending,
    credentials,
    query: { collection: 'a/b', limit: 20, ...query },
  });
  return {
    ...{ list, pending, streams, settle },
    ids: () => list.snapshot().documents?.map((each) => each.id),
    become(next: Did | undefined) {
      who = next;
      for (const listener of listeners) listener();
    },
    /** The server's word on the newest query of every open stream. */
    say<T extends keyof Told>(type: T, event: Told[T]) {
      for (const { open, observer, input } of streams)
        if (open) observer.event({ type, key: input.queries.at(-1)?.key ?? '', ...event } as SubscribeEvent, 'p2');
    },
    fail(error: VibeError | undefined) {
      failure = error;
    },
    has(documents: VibeDocument[]) {
      all = documents;
    },
  };
}
const soon = () => vi.advanceTimersByTimeAsync(50);

describe('a live list', () => {
  test('does nothing before somebody listens, and nothing after', async () => {
    const { list, streams } = world({ scope: 'public' });
    await soon();
    expect(streams).toEqual([]);
    const stop = list.subscribe(() => undefined);
    await soon();
    stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(streams.map((each) => each.open)).toEqual([false]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('of what is public is read before it is known who is there, and again as who signs in, without a gap', async () => {
    const { list, ids, become, streams } = world({ scope: 'public' });
    const seen: (readonly string[] | undefined)[] = [];
    list.subscribe(({ documents }) => seen.push(documents?.map((each) => each.id)));
    await soon();
    expect(ids()).toEqual(['for visitor']);
    become(alice);
    await soon();
    expect(ids()).toEqual([`for ${alice}`]);
    expect(seen.slice(seen.findIndex((each) => each !== undefined))).not.toContain(undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(streams.map(({ as, open }) => [as, open])).toEqual([
      ['visitor', false],
      [alice, true],
    ]);
  });

  test('of one’s own waits until it is known who one is, and is out of sight at once after signing out', async () => {
    const { list, ids, become, settle, streams } = world({ scope: 'own' });
    list.subscribe(() => undefined);
    await soon();
    expect(streams).toEqual([]);
    expect(list.snapshot().loading).toBe(true);
    become(alice);
    settle();
    await soon();
    expect(ids()).toEqual([`for ${alice}`]);
    become(undefined);
    expect(list.snapshot()).toMatchObject({ documents: undefined, error: { code: 'not_signed_in' }, connected: false });
  });

  test('of everything drops what the last person could read, then shows what a visitor may', async () => {
    const { list, ids, become, settle } = world({ scope: 'all' });
    become(alice);
    settle();
    list.subscribe(() => undefined);
    await soon();
    become(undefined);
    expect(ids()).toBeUndefined();
    await soon();
    expect(ids()).toEqual(['for visitor']);
  });

  test('follows what the server says of it', async () => {
    const { list, ids, say } = world({ scope: 'public' });
    list.subscribe(() => undefined);
    await soon();
    say('patch', { ops: [{ op: 'insert', at: 0, document: document('new') }], more: true });
    expect([ids(), list.snapshot().hasMore]).toEqual([['new', 'for visitor'], true]);
    say('result', { documents: [document('other')], more: false });
    expect([ids(), list.snapshot().hasMore]).toEqual([['other'], false]);
    say('refused', { error: { code: 'insufficient_scope', message: 'no more' } });
    expect(list.snapshot()).toMatchObject({ documents: [{ id: 'other' }], error: { code: 'insufficient_scope' } });
  });

  test('that could not be read says so, and is read again by itself', async () => {
    const { list, ids, fail } = world({ scope: 'public' });
    fail(new VibeError('unavailable', 'away'));
    list.subscribe(() => undefined);
    await soon();
    expect(list.snapshot()).toMatchObject({ documents: undefined, loading: false, error: { code: 'unavailable' } });
    fail(undefined);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(ids()).toEqual(['for visitor']);
    expect(list.snapshot().error).toBeUndefined();
  });

  test('survives a turn of the page: left and taken up again, it is the same list', async () => {
    const { list, streams } = world({ scope: 'public' });
    list.subscribe(() => undefined)();
    list.subscribe(() => undefined);
    await soon();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(streams.map((each) => each.open)).toEqual([true]);
  });

  test('tells nobody of what changes nothing', async () => {
    const { list, say } = world({ scope: 'public' });
    const listener = vi.fn();
    list.subscribe(listener);
    await soon();
    const before = list.snapshot();
    listener.mockClear();
    say('result', { documents: [document('for visitor')], more: false });
    say('patch', { ops: [], more: false });
    expect(listener).not.toHaveBeenCalled();
    expect(list.snapshot()).toBe(before);
  });
});

describe('more', () => {
  /** Newest first. */
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ ...document(String(at)), createdAt: new Date(10_000 - at).toISOString() }));

  test('grows what is live, and shows the old until then', async () => {
    const { list, ids, has, streams } = world({ scope: 'public', limit: 2 });
    has(many(5));
    const sizes: (number | undefined)[] = [];
    list.subscribe(({ documents }) => sizes.push(documents?.length));
    await soon();
    const first = list.snapshot().documents?.[0];
    const growing = list.more();
    expect(list.snapshot().loadingMore).toBe(true);
    await soon();
    await growing;
    expect([ids(), list.snapshot().hasMore, list.snapshot().loadingMore]).toEqual([['0', '1', '2', '3'], true, false]);
    expect(list.snapshot().documents?.[0]).toBe(first);
    const [last] = [list.more(), list.more()];
    await soon();
    await last;
    expect([ids()?.length, list.snapshot().hasMore]).toEqual([5, false]);
    expect(sizes.filter((each, at) => each !== sizes[at - 1])).toEqual([2, 4, 5]);
    expect(streams.filter((each) => each.open)).toHaveLength(1);
    await list.more();
  });

  test('comes by itself when new documents push in, so that what is in sight stays, and stays live', async () => {
    const { list, ids, has, say, streams } = world({ scope: 'public', limit: 2 });
    has(many(9));
    list.subscribe(() => undefined);
    await soon();
    const all = [document('new'), ...many(9)];
    has(all);
    say('patch', {
      ops: [
        { op: 'insert', at: 0, document: document('new') },
        { op: 'remove', at: 2 },
      ],
      more: true,
    });
    expect(ids()).toEqual(['new', '0', '1']);
    await soon();
    expect([ids(), list.snapshot().hasMore, streams.at(-1)?.input.queries.at(-1)?.query.limit]).toEqual([['new', '0', '1'], true, 5]);
    say('patch', {
      ops: [
        { op: 'remove', at: 2 },
        { op: 'insert', at: 4, document: all[5] ?? document('4') },
      ],
      more: true,
    });
    expect(ids()).toEqual(['new', '0']);
    const opened = streams.length;
    await list.more();
    expect([ids(), streams.length]).toEqual([['new', '0', '2', '3'], opened]);
  });

  test('reads on page by page below what a stream takes', async () => {
    const { list, ids, has, say } = world({ scope: 'public', limit: 100 });
    has(many(720));
    list.subscribe(() => undefined);
    for (let page = 1; page <= 7; page += 1) {
      await soon();
      void list.more();
    }
    await soon();
    expect([ids()?.length, list.snapshot().hasMore]).toEqual([720, false]);
    expect(ids()?.every((id, at) => id === String(at))).toBe(true);
    say('patch', {
      ops: [
        { op: 'remove', at: 499 },
        { op: 'insert', at: 0, document: document('new') },
      ],
      more: true,
    });
    expect([ids()?.length, ids()?.[0], ids()?.[500]]).toEqual([721, 'new', '499']);
  });

  test('that fails says so and leaves the list as it was; asked again, it goes on', async () => {
    const { list, ids, has, fail } = world({ scope: 'public', limit: 1 });
    has(many(2));
    list.subscribe(() => undefined);
    await soon();
    fail(new VibeError('network', 'cut'));
    const failing = expect(list.more()).rejects.toMatchObject({ code: 'network' });
    await soon();
    await failing;
    expect([ids(), list.snapshot().connected, list.snapshot().error]).toEqual([['0'], true, undefined]);
    fail(undefined);
    const again = list.more();
    await vi.advanceTimersByTimeAsync(1_000);
    await again;
    expect(ids()).toEqual(['0', '1']);
  });

  test('does not wait for a list that nobody follows any more, or for someone else', async () => {
    const { list, has, fail, become } = world({ scope: 'public', limit: 1 });
    has(many(3));
    const stop = list.subscribe(() => undefined);
    await soon();
    fail(new VibeError('timeout', 'slow'));
    const growing = list.more().catch(() => undefined);
    become(alice);
    await growing;
    stop();
    await vi.advanceTimersByTimeAsync(1_000);
    await list.more();
  });
});

describe('what is pending', () => {
  test('is changed and gone at once, and back when it fails', async () => {
    const { list, ids, pending } = world({ scope: 'public' });
    list.subscribe(() => undefined);
    await soon();
    const key = { owner: alice, id: 'for visitor' } as const;
    const fail = (): Promise<never> => soon().then(() => Promise.reject(new Error('no')));
    const unused = () => ({ type: 'remove', ...key }) as const;
    const updating = pending.during({ type: 'update', ...key, body: { text: 'new' } }, fail, unused);
    expect(list.snapshot().documents?.[0]).toMatchObject({ body: { text: 'new' }, pending: true });
    await expect(updating).rejects.toThrow('no');
    expect(list.snapshot().documents?.[0]).toEqual(document('for visitor'));
    const removing = pending.during({ type: 'remove', ...key }, fail, unused);
    expect(ids()).toEqual([]);
    await expect(removing).rejects.toThrow('no');
    expect(ids()).toEqual(['for visitor']);
  });

  test('and made is there at once, and stays when the answer is before the stream', async () => {
    const { list, ids, pending, say } = world({ scope: 'public' });
    list.subscribe(() => undefined);
    await soon();
    const made = document('made');
    const acl = { read: { allow: ['*' as const] } };
    const creating = pending.during(
      { type: 'create', document: { ...made, rev: '0-', pending: true }, acl },
      () => soon().then(() => made),
      (answer) => ({
        type: 'create',
        document: answer,
        acl,
      }),
    );
    expect(list.snapshot().documents?.[0]).toMatchObject({ id: 'made', pending: true });
    await creating;
    expect(list.snapshot().documents?.[0]).toBe(made);
    say('patch', { ops: [{ op: 'insert', at: 0, document: document('made') }], more: false });
    expect(ids()).toEqual(['made', 'for visitor']);
    say('patch', { ops: [{ op: 'remove', at: 0 }], more: false });
    expect(ids()).toEqual(['for visitor']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(pending.all).toEqual([]);
  });

  test('and was answered before the list began is where the server has it', async () => {
    const { list, ids, pending } = world({ scope: 'public' });
    await pending.during(
      undefined,
      async () => document('made'),
      (answer) => ({ type: 'create', document: answer, acl: { read: { allow: ['*'] } } }),
    );
    list.subscribe(() => undefined);
    await soon();
    expect(ids()).toEqual(['for visitor']);
  });

  test('and made has what its list expands: nothing yet, of as many as the others have', async () => {
    const { list, pending, has } = world({ scope: 'public', expand: { by: true, replies: true } });
    const write: Write = { type: 'create', document: { ...document('made'), pending: true }, acl: { read: { allow: ['*'] } } };
    const make = () =>
      pending
        .during(
          write,
          () => Promise.reject(new Error('no')),
          () => write,
        )
        .catch(() => undefined);
    has([]);
    list.subscribe(() => undefined);
    await soon();
    const unknown = make();
    expect(list.snapshot().documents).toEqual([]);
    await unknown;
    has([{ ...document('other'), expanded: { by: document('someone'), replies: [] } }]);
    list.refresh();
    await soon();
    const known = make();
    expect(list.snapshot().documents?.[0]).toMatchObject({ id: 'made', expanded: { by: null, replies: [] } });
    await known;
  });

  test('belongs where the filter and the order say', async () => {
    const { list, ids, pending, has } = world({ scope: 'public', where: { n: { gt: 0 } }, sort: '-n', limit: 2 });
    has([document('b', alice, { n: 5 }), document('c', alice, { n: 3 }), document('d', alice, { n: 1 })]);
    list.subscribe(() => undefined);
    await soon();
    // The evaluator comes when it is first needed.
    await import('./prediction.ts');
    await vi.waitFor(async () => {
      const { promise, reject } = Promise.withResolvers<VibeDocument>();
      const make = (id: string, n: number) => {
        const acl = { read: { allow: ['*' as const] } };
        const write: Write = { type: 'create', document: { ...document(id, alice, { n }), pending: true }, acl };
        return pending
          .during(
            write,
            () => promise,
            () => write,
          )
          .catch(() => undefined);
      };
      const making = [make('first', 9), make('middle', 4), make('refused by the filter', 0), make('below what is shown', 2)];
      const seen = ids();
      reject(new Error('no'));
      await Promise.all(making);
      expect(seen).toEqual(['first', 'b', 'middle', 'c']);
    });
    expect(ids()).toEqual(['b', 'c']);
  });
});
