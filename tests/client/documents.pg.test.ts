import { createVibe, ownerOnly, publicRead, sharedWith, type Vibe, type VibeDocument } from '@vibe/client';
import { collection, defineApp, toManifest } from '@vibe/client/manifest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Person, type VibeServer, vibeServer } from '../harness/server.ts';

const app = defineApp({
  id: 'notes',
  name: 'Notes',
  origins: ['http://notes.localhost:4999'],
  scopes: ['openid', 'profile', 'documents:read', 'documents:write'],
  collections: {
    notes: collection(z.strictObject({ text: z.string().max(200), stars: z.number().int().optional() }), {
      purpose: 'Your notes',
      public: true,
    }),
    diary: collection({ type: 'object', properties: { day: { type: 'string' } }, required: ['day'] }, { purpose: 'Your days' }),
  },
});

let server: VibeServer;
let alice: Person;
let bob: Person;
const clients: Vibe<typeof app>[] = [];

function client(token?: string | (() => Promise<string>), fetch?: typeof globalThis.fetch): Vibe<typeof app> {
  const vibe = createVibe({ server: server.url, manifest: app, ...(token && { token }), ...(fetch && { fetch }) });
  clients.push(vibe);
  return vibe;
}
const as = async (person: Person) => client(await person.token('notes'));

beforeAll(async () => {
  server = await vibeServer();
  await server.push(toManifest(app));
  alice = await server.person('alice', 'Alice');
  bob = await server.person('bob', 'Bob');
});
afterAll(async () => {
  for (const each of clients) each.close();
  await server[Symbol.asyncDispose]();
});

describe('documents', () => {
  test('are created, read, found, changed and removed', async () => {
    const notes = (await as(alice)).collection('notes');
    const made = await notes.create({ text: 'milk', stars: 3 });
    expect(made).toMatchObject({ owner: alice.did, collection: 'notes/notes', body: { text: 'milk', stars: 3 } });
    expect(await notes.get(made.id)).toEqual(made);

    const changed = await notes.update(made, { text: 'oat milk' });
    expect(changed.body).toEqual({ text: 'oat milk' });
    expect((await notes.find({ scope: 'own' })).documents.map((each) => each.id)).toContain(made.id);

    await notes.remove(changed);
    expect(await notes.get(made.id)).toBeUndefined();
  });

  test('pages follow each other by cursor', async () => {
    const diary = (await as(alice)).collection('diary');
    for (const day of ['mon', 'tue', 'wed']) await diary.create({ day });
    const first = await diary.find({ scope: 'own', limit: 2 });
    const second = await diary.find({ scope: 'own', limit: 2, ...(first.cursor && { cursor: first.cursor }) });
    expect([...first.documents, ...second.documents].map((each) => each.body.day)).toEqual(['wed', 'tue', 'mon']);
    expect(second.cursor).toBeUndefined();
  });

  test('a revision that is not the latest is a conflict; a change by function starts again from the latest', async () => {
    const mine = (await as(alice)).collection('notes');
    const made = await mine.create({ text: 'a', stars: 0 });
    await mine.update(made, { text: 'b', stars: 1 });
    await expect(mine.update(made, { text: 'c' })).rejects.toMatchObject({ name: 'VibeError', code: 'revision_conflict', status: 409 });
    await expect(mine.remove(made)).rejects.toMatchObject({ code: 'revision_conflict' });

    const added = await mine.update(made, ({ text, stars = 0 }) => ({ text, stars: stars + 1 }));
    expect(added.body).toEqual({ text: 'b', stars: 2 });
    await Promise.all(Array.from({ length: 5 }, () => mine.update(made.id, ({ text, stars = 0 }) => ({ text, stars: stars + 1 }))));
    expect((await mine.get(made.id))?.body.stars).toBe(7);

    await mine.remove(made.id);
    await expect(mine.remove(made.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('are for whom they are shared with', async () => {
    const [mine, his] = [(await as(alice)).collection('notes'), (await as(bob)).collection('notes')];
    const secret = await mine.create({ text: 'for bob' }, { acl: sharedWith(bob.did) });
    expect((await his.get(secret))?.body.text).toBe('for bob');
    expect((await his.find({ scope: 'shared' })).documents.map((each) => each.id)).toContain(secret.id);
    await mine.share(secret, ownerOnly);
    expect(await his.get(secret)).toBeUndefined();
  });

  test('that everyone may read, visitors read', async () => {
    const made = await (await as(alice)).collection('notes').create({ text: 'hello' }, { acl: publicRead });
    const notes = client().collection('notes');
    expect((await notes.find({ scope: 'public' })).documents.map((each) => each.id)).toContain(made.id);
    await expect(notes.create({ text: 'no' })).rejects.toMatchObject({ code: 'not_signed_in' });
  });
});

describe('errors', () => {
  test("carry the server's code, its request id and what is wrong where", async () => {
    const notes = (await as(alice)).collection('notes');
    await expect(notes.create({ text: 'x'.repeat(300) })).rejects.toMatchObject({
      name: 'VibeError',
      code: 'schema_violation',
      requestId: expect.stringMatching(/./),
      issues: [{ path: '/text', message: expect.any(String) }],
    });
  });

  test('an expired token is asked for anew, once; a token that stays bad is an error', async () => {
    const tokens = ['forged.token.here', await alice.token('notes')];
    let asked = 0;
    const vibe = client(async () => tokens[Math.min(asked++, 1)] ?? '');
    await expect(vibe.collection('notes').find({ scope: 'own' })).resolves.toBeDefined();
    expect(asked).toBe(2);
    await expect(client('forged.token.here').collection('notes').find({ scope: 'own' })).rejects.toMatchObject({
      code: 'invalid_token',
      status: 401,
    });
  });

  test('abort ends a call, close ends them all', async () => {
    const vibe = await as(alice);
    const abort = new AbortController();
    const found = vibe.collection('notes').find({ signal: abort.signal });
    abort.abort('not wanted');
    await expect(found).rejects.toMatchObject({ name: 'VibeError', code: 'aborted', cause: 'not wanted' });
    vibe.close();
    await expect(vibe.collection('notes').find()).rejects.toMatchObject({ code: 'aborted' });
  });

  test('nobody there is network, no answer is timeout', async () => {
    const nowhere = createVibe({ server: 'http://localhost:1', app: 'notes' });
    await expect(nowhere.collection('notes').find({ scope: 'public' })).rejects.toMatchObject({ code: 'network' });
    const slow = createVibe({ server: server.url, app: 'notes', timeout: 50, fetch: () => new Promise(() => undefined) });
    await expect(slow.collection('notes').find({ scope: 'public' })).rejects.toMatchObject({ code: 'timeout' });
  });
});

describe('a create whose answer is lost', () => {
  /** Lets the first create through to the server, and loses the answer. */
  const losingFirstAnswer = (): typeof globalThis.fetch => {
    let lost = false;
    return async (input, init) => {
      const response = await fetch(input, init);
      if (lost || !String(input).includes('documents.create')) return response;
      lost = true;
      throw new TypeError('fetch failed');
    };
  };

  test('is sent again and makes one document', async () => {
    const vibe = client(await alice.token('notes'), losingFirstAnswer());
    const made = await vibe.collection('diary').create({ day: 'lost and found' });
    const all = await vibe.collection('diary').find({ scope: 'own', limit: 100 });
    expect(all.documents.filter((each) => each.body.day === 'lost and found')).toEqual([made]);
  });

  test('is a conflict when something else has that id', async () => {
    const diary = (await as(alice)).collection('diary');
    await diary.create({ day: 'first' }, { id: 'taken' });
    await expect(diary.create({ day: 'first' }, { id: 'taken' })).rejects.toMatchObject({ code: 'already_exists' });
  });
});

describe('people', () => {
  test('are found by handle and by DID', async () => {
    const { people } = client();
    expect(await people.find('alice')).toMatchObject({ did: alice.did, name: 'Alice' });
    expect(await people.find('nobody-here')).toBeUndefined();
    expect((await people.profiles([bob.did, alice.did, bob.did])).map((each) => each.handle)).toEqual(['bob', 'alice']);
  });

  test('a token says who one is', async () => {
    const vibe = await as(bob);
    expect(await vibe.auth.ready).toMatchObject({ at: 'signed_in', profile: { handle: 'bob' } });
    expect(vibe.auth.profile?.did).toBe(bob.did);
    await expect(vibe.auth.signIn()).rejects.toMatchObject({ code: 'forbidden' });
    expect(await client('nonsense').auth.ready).toMatchObject({ at: 'failed' });
  });
});

test('fifty reads at once share requests', async () => {
  let requests = 0;
  const vibe = client(await alice.token('notes'), (input, init) => {
    requests += 1;
    return fetch(input, init);
  });
  const made: VibeDocument = await vibe.collection('diary').create({ day: 'x' });
  requests = 0;
  await Promise.all(Array.from({ length: 50 }, () => vibe.collection('diary').get(made.id)));
  expect(requests).toBeLessThanOrEqual(3);
});
