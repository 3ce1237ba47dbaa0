import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createVibe, type LiveSnapshot, ownerOnly, publicRead, type Vibe } from '@vibe/client';
import { collection, defineApp, toManifest } from '@vibe/client/manifest';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Person, type VibeServer, vibeServer } from '../harness/server.ts';

const app = defineApp({
  id: 'board',
  name: 'Board',
  origins: ['http://board.localhost:4999'],
  scopes: ['openid', 'profile', 'documents:read', 'documents:write'],
  collections: {
    cards: collection(
      { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      { purpose: 'Your cards', public: true },
    ),
  },
});

let server: VibeServer;
let alice: Person;
let bob: Person;
const closing: (() => unknown)[] = [];

const client = (token?: string, options: { server?: string; fetch?: typeof globalThis.fetch } = {}): Vibe<typeof app> => {
  const vibe = createVibe({ server: server.url, manifest: app, ...(token && { token }), ...options });
  closing.push(() => vibe.close());
  return vibe;
};

beforeAll(async () => {
  server = await vibeServer();
  await server.push(toManifest(app));
  alice = await server.person('alice');
  bob = await server.person('bob');
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => server[Symbol.asyncDispose]());

type Cards = ReturnType<typeof watching>;
function watching(vibe: Vibe<typeof app>, query: { scope?: 'own' | 'public' | 'all' | 'shared'; limit?: number } = {}) {
  const seen: LiveSnapshot<{ text: string }>[] = [];
  const stop = vibe.collection('cards').subscribe(query, (list) => seen.push(list));
  closing.push(stop);
  const last = () => seen.at(-1);
  const texts = () => last()?.documents?.map((each) => each.body.text);
  return { seen, stop, last, texts };
}
const settled = (cards: Cards) =>
  vi.waitFor(() => expect(cards.last()).toMatchObject({ documents: expect.any(Array), connected: true }), 5_000);
const shows = (cards: Cards, texts: readonly string[]) =>
  vi.waitFor(() => expect(cards.texts()?.slice(0, texts.length)).toEqual(texts), 5_000);

describe('a live list', () => {
  test('is loading, then what is there, then follows what others do', async () => {
    const mine = client(await alice.token('board')).collection('cards');
    const first = await mine.create({ text: 'first' }, { acl: publicRead });
    const cards = watching(client(), { scope: 'public' });
    expect(cards.last()).toMatchObject({ documents: undefined, loading: true, error: undefined });
    await settled(cards);
    expect(cards.texts()?.[0]).toBe('first');

    const second = await mine.create({ text: 'second' }, { acl: publicRead });
    await shows(cards, ['second', 'first']);
    const changed = await mine.update(first, { text: 'first, changed' });
    await shows(cards, ['second', 'first, changed']);
    await mine.remove(second);
    await shows(cards, ['first, changed']);
    await mine.share(changed, ownerOnly);
    await vi.waitFor(() => expect(cards.texts()).not.toContain('first, changed'));
  });

  test('keeps the identity of what did not change', async () => {
    const mine = client(await alice.token('board')).collection('cards');
    await mine.create({ text: 'still' }, { acl: publicRead });
    const cards = watching(client(), { scope: 'public' });
    await settled(cards);
    const before = cards.last()?.documents?.[0];
    await mine.create({ text: 'new' }, { acl: publicRead });
    await shows(cards, ['new', 'still']);
    expect(cards.last()?.documents?.[1]).toBe(before);
  });

  test('reads on at its end', async () => {
    const vibe = client(await bob.token('board'));
    for (const text of ['1', '2', '3', '4', '5']) await vibe.collection('cards').create({ text });
    const cards = watching(vibe, { scope: 'own', limit: 2 });
    await settled(cards);
    expect(cards.texts()).toEqual(['5', '4']);
    expect(cards.last()?.hasMore).toBe(true);
    await cards.last()?.more();
    expect(cards.texts()).toEqual(['5', '4', '3', '2']);
    await cards.last()?.more();
    expect(cards.last()).toMatchObject({ hasMore: false, loadingMore: false });
    expect(cards.texts()).toEqual(['5', '4', '3', '2', '1']);
  });

  test("shows one's own writes at once, and takes them back when they fail", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const vibe = client(await alice.token('board'), {
      fetch: async (input, init) => {
        if (String(input).includes('documents.create')) await held;
        return fetch(input, init);
      },
    });
    const cards = watching(vibe, { scope: 'own' });
    await settled(cards);
    const good = vibe.collection('cards').create({ text: 'good' });
    // @ts-expect-error what the schema refuses does not compile either
    const bad = vibe.collection('cards').create({ text: 7 });
    await vi.waitFor(() => expect(cards.last()?.documents?.filter((each) => each.pending)).toHaveLength(2));
    release();
    await expect(bad).rejects.toMatchObject({ code: 'schema_violation' });
    await good;
    expect(cards.last()?.documents?.[0]).toMatchObject({ body: { text: 'good' }, rev: expect.stringMatching(/^1-/) });
    expect(cards.last()?.documents?.some((each) => each.pending || (each.body.text as unknown) === 7)).toBe(false);
    expect(cards.texts()?.filter((each) => each === 'good')).toHaveLength(1);
  });

  test('needs somebody where it is about somebody', async () => {
    const cards = watching(client(), { scope: 'own' });
    await vi.waitFor(() => expect(cards.last()?.error).toMatchObject({ code: 'not_signed_in' }));
    expect(cards.last()).toMatchObject({ documents: undefined, loading: false });
  });

  test('says why when the server refuses it', async () => {
    const vibe = createVibe({ server: server.url, app: 'no-such-app' });
    closing.push(() => vibe.close());
    const errors: unknown[] = [];
    closing.push(vibe.collection('cards').subscribe({ scope: 'public' }, ({ error }) => error && errors.push(error)));
    await vi.waitFor(() =>
      expect(errors.at(-1)).toMatchObject({
        name: 'VibeError',
        code: expect.stringMatching(/unknown_(app|collection)/),
      }),
    );
  });

  test('is read with for await, and ends with break', async () => {
    const vibe = client(await bob.token('board'));
    const texts: string[] = [];
    let made: Promise<unknown> | undefined;
    for await (const { documents } of vibe.collection('cards').live({ scope: 'own', limit: 1 })) {
      if (!documents) continue;
      made ??= vibe.collection('cards').create({ text: 'while reading' });
      texts.push(documents[0]?.body.text ?? '');
      if (texts.at(-1) === 'while reading') break;
    }
    await made;
    expect(texts.at(-1)).toBe('while reading');
  });
});

describe('streams', () => {
  test('carry all lists of a client, and close after the last one', async () => {
    const opened: string[] = [];
    const closed: string[] = [];
    const vibe = client(await alice.token('board'), {
      fetch: async (input, init) => {
        if (String(input).includes('documents.subscribe')) {
          opened.push(String(input));
          init?.signal?.addEventListener('abort', () => closed.push(String(input)));
        }
        return fetch(input, init);
      },
    });
    const lists = [watching(vibe, { scope: 'own' }), watching(vibe, { scope: 'public', limit: 1 }), watching(vibe, { scope: 'shared' })];
    for (const each of lists) await settled(each);
    expect(opened).toHaveLength(1);
    const late = watching(vibe, { scope: 'all' });
    await settled(late);
    // The second took over from the first one.
    expect([opened.length, closed.length]).toEqual([2, 1]);
    expect(opened[1]).toContain('lastEventId');
    for (const { stop } of [...lists, late]) stop();
    await vi.waitFor(() => expect(closed).toHaveLength(2), 3_000);
  });

  test('resume where they broke off: nothing that happened meanwhile is lost', async () => {
    const proxy = await breakable(server.url);
    closing.push(() => proxy.close());
    const bodies: string[] = [];
    const reader = client(undefined, {
      server: proxy.url,
      fetch: (input, init) => {
        if (String(input).includes('documents.subscribe')) bodies.push(String(input));
        return fetch(input, init);
      },
    });
    const cards = watching(reader, { scope: 'public' });
    await settled(cards);
    const mine = client(await alice.token('board')).collection('cards');
    await mine.create({ text: 'before' }, { acl: publicRead });
    await shows(cards, ['before']);

    proxy.cut();
    await vi.waitFor(() => expect(cards.last()?.connected).toBe(false));
    expect(cards.texts()?.[0]).toBe('before');
    const during = await mine.create({ text: 'during' }, { acl: publicRead });
    await mine.create({ text: 'during, 2' }, { acl: publicRead });
    await mine.remove(during);
    proxy.mend();
    await shows(cards, ['during, 2', 'before']);
    expect(cards.last()?.connected).toBe(true);
    expect(bodies.at(-1)).toContain('lastEventId');
  });

  test('end with the client, and no new ones begin', async () => {
    const vibe = client();
    const cards = watching(vibe, { scope: 'public' });
    await settled(cards);
    vibe.close();
    const late = watching(vibe, { scope: 'public' });
    await vi.waitFor(() => expect(late.last()?.error).toMatchObject({ code: 'aborted' }));
  });

  test('raw events tell of each change in order', async () => {
    const mine = client(await bob.token('board')).collection('cards');
    const events: string[] = [];
    const abort = new AbortController();
    mine.changes({ scope: 'own', signal: abort.signal }, (event) =>
      events.push(event.type === 'put' ? `put ${event.document.body.text}` : event.type),
    );
    await vi.waitFor(() => expect(events).toEqual(['ready']));
    const made = await mine.create({ text: 'a' });
    const changed = await mine.update(made, { text: 'b' });
    await mine.remove(changed);
    await vi.waitFor(() => expect(events.at(-1)).toBe('gone'));
    expect(events[0]).toBe('ready');
    abort.abort();
    await mine.create({ text: 'unheard' });
    expect(events).not.toContain('put unheard');
  });
});

/** A TCP relay that can be cut, as a network is. */
async function breakable(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let whole = true;
  const relay: Server = createServer();
  relay.removeAllListeners('connection');
  relay.on('connection', (near: Socket) => {
    if (!whole) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    cut() {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      whole = true;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      relay.close();
    },
  };
}
