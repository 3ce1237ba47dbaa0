import type { Did, LiveEvent, VibeDocument } from '@vibe/shared';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Credentials } from '../auth.ts';
import { visitorCredentials } from '../credentials/visitor-credentials.ts';
import { VibeError } from '../errors.ts';
import type { DocumentsApi, StreamObserver } from '../transport/documents-api.ts';
import { KeptList } from './kept-list.ts';
import { PendingWrites } from './pending-writes.ts';
import { StreamHub } from './stream-hub.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const alice: Did = 'did:key:alice';
const document = (id: string, owner: Did = alice): VibeDocument => ({
  ...{ id, owner, collection: 'a/b', rev: `1-${'0'.repeat(32)}`, body: {} },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
});

/** A page on which people come and go, before a server that has one document for each reader. */
function world(scope: 'public' | 'own' | 'all') {
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
  const streams: { as: string; observer: StreamObserver; open: boolean }[] = [];
  const lists: string[] = [];
  let failure: VibeError | undefined;
  const unused = () => Promise.reject(new Error('not in this test'));
  const api: DocumentsApi = {
    ...{ create: unused, get: unused, update: unused, remove: unused },
    list: async () => {
      const reader = who ?? 'visitor';
      lists.push(reader);
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (failure) throw failure;
      return { documents: [document(`for ${reader}`)] };
    },
    stream: (_, observer) => {
      const each = { as: who ?? 'visitor', observer, open: true };
      streams.push(each);
      queueMicrotask(() => {
        if (!each.open) return;
        observer.opened();
        observer.event({ type: 'ready' }, 'p1');
      });
      return () => {
        each.open = false;
      };
    },
  };
  const pending = new PendingWrites();
  const list = new KeptList({ api, hub: new StreamHub(api, credentials), pending, credentials, collection: 'a/b', scope, limit: 20 });
  return {
    ...{ list, pending, lists, streams, settle },
    ids: () => list.snapshot().documents?.map((each) => each.id),
    become(next: Did | undefined) {
      who = next;
      for (const listener of listeners) listener();
    },
    say(event: LiveEvent) {
      for (const { open, observer } of streams) if (open) observer.event(event, 'p2');
    },
    fail: (error: VibeError | undefined) => {
      failure = error;
    },
  };
}
const soon = () => vi.advanceTimersByTimeAsync(50);

describe('a live list', () => {
  test('does nothing before somebody listens, and nothing after', async () => {
    const { list, streams, lists } = world('public');
    await soon();
    expect(streams).toEqual([]);
    const stop = list.subscribe(() => undefined);
    await soon();
    stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(streams.map((each) => each.open)).toEqual([false]);
    expect(lists).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('of what is public is read before it is known who is there, and again as who signs in, without a gap', async () => {
    const { list, ids, become, streams } = world('public');
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
    const { list, ids, become, settle, lists } = world('own');
    list.subscribe(() => undefined);
    await soon();
    expect(lists).toEqual([]);
    expect(list.snapshot().loading).toBe(true);
    become(alice);
    settle();
    await soon();
    expect(ids()).toEqual([`for ${alice}`]);
    become(undefined);
    expect(list.snapshot()).toMatchObject({ documents: undefined, error: { code: 'not_signed_in' }, connected: false });
  });

  test('of everything drops what the last person could read, then shows what a visitor may', async () => {
    const { list, ids, become, settle } = world('all');
    become(alice);
    settle();
    list.subscribe(() => undefined);
    await soon();
    become(undefined);
    expect(ids()).toBeUndefined();
    await soon();
    expect(ids()).toEqual(['for visitor']);
  });

  test('is read again when too much was missed, and shows the old until then', async () => {
    const { list, ids, say, lists } = world('public');
    list.subscribe(() => undefined);
    await soon();
    say({ type: 'put', document: document('new') });
    expect(ids()).toEqual(['new', 'for visitor']);
    say({ type: 'resync' });
    expect(ids()).toEqual(['new', 'for visitor']);
    await soon();
    expect(ids()).toEqual(['for visitor']);
    expect(lists).toHaveLength(2);
  });

  test('that could not be read says so, and is read again by itself', async () => {
    const { list, ids, fail } = world('public');
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
    const { list, streams, lists } = world('public');
    list.subscribe(() => undefined)();
    list.subscribe(() => undefined);
    await soon();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(streams.map((each) => each.open)).toEqual([true]);
    expect(lists).toHaveLength(1);
  });

  test('tells nobody of what changes nothing', async () => {
    const { list, say } = world('public');
    const listener = vi.fn();
    list.subscribe(listener);
    await soon();
    const before = list.snapshot();
    listener.mockClear();
    say({ type: 'put', document: document('for visitor') });
    say({ type: 'gone', id: 'never heard of', owner: alice, collection: 'a/b' });
    expect(listener).not.toHaveBeenCalled();
    expect(list.snapshot()).toBe(before);
  });
});

describe('what is pending', () => {
  test('is changed and gone at once, and back when it fails', async () => {
    const { list, ids, pending } = world('public');
    list.subscribe(() => undefined);
    await soon();
    const key = { owner: alice, id: 'for visitor' } as const;
    const fail = (): Promise<never> => soon().then(() => Promise.reject(new Error('no')));
    const unused = () => ({ type: 'gone', ...key }) as const;
    const updating = pending.during({ type: 'update', ...key, body: { text: 'new' } }, fail, unused);
    expect(list.snapshot().documents?.[0]).toMatchObject({ body: { text: 'new' }, pending: true });
    await expect(updating).rejects.toThrow('no');
    expect(list.snapshot().documents?.[0]).toEqual(document('for visitor'));
    const removing = pending.during({ type: 'remove', ...key }, fail, unused);
    expect(ids()).toEqual([]);
    await expect(removing).rejects.toThrow('no');
    expect(ids()).toEqual(['for visitor']);
  });
});
