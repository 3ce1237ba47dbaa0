import type { AclInput } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApp } from '../../server/src/http/app.ts';
import { bind } from '../../server/src/http/bind.ts';
import { openDatabase } from '../../server/src/platform/database.ts';
import { createLifetime } from '../../server/src/platform/lifetime.ts';
import { changeFeed } from '../../server/src/rooms/changes/index.ts';
import { type Api, testApp, type VibeServer, vibeServer } from '../harness/server.ts';

const collection = 'feeds/posts' as const;
const everyone: AclInput = { read: { allow: ['*'] } };
let vibe: VibeServer;
let other: Awaited<ReturnType<typeof beside>>;
let owner: string;
let token: string;
let ada: Api;
/** The second process's clock runs ahead by so much. */
let ahead = 0;

beforeAll(async () => {
  vibe = await vibeServer();
  await vibe.push(testApp());
  const person = await vibe.person('ada');
  [owner, token] = [person.did, await person.token('feeds')];
  ada = vibe.api(token);
  other = await beside(vibe);
  for (const { services } of [vibe, other]) await begun(services);
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await vibe[Symbol.asyncDispose]();
});

/** Another process of the same server, over the same database. */
async function beside({ services, databaseUrl }: VibeServer) {
  const server = await bind('127.0.0.1', 0);
  const lifetime = createLifetime();
  const database = openDatabase({ url: databaseUrl, log: services.log });
  const clock = { ...services.clock, now: () => new Date(Date.now() + ahead) };
  const own = { ...services, lifetime, database, clock };
  server.serve(createApp(own));
  return {
    services: own,
    url: `http://localhost:${server.port}`,
    async [Symbol.asyncDispose]() {
      await lifetime.close();
      await server.close();
      await database.close();
    },
  };
}
type Process = Pick<VibeServer, 'url' | 'services'>;

async function begun(services: VibeServer['services']): Promise<void> {
  await changeFeed(services).head();
  await vi.waitFor(() => expect(changeFeed(services).sight.isWithin(1_000)).toBe(true));
}

const address = (procedure: string, input: object) =>
  `/trpc/documents.${procedure}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
const list = address('list', { collection, scope: 'public' });
const one = (id: string) => address('get', { collection, owner, id });
const read = (path: string, headers: Record<string, string> = {}, at: Process = vibe) => fetch(`${at.url}${path}`, { headers });
/** Past the cache: an answer with such a header is never kept. */
const truth = (path: string, at: Process = vibe) => read(path, { 'content-type': 'application/json' }, at).then((each) => each.text());
const text = async (path: string, at: Process = vibe) => (await read(path, {}, at)).text();
const isThere = async (path: string, words: string, at: Process = vibe) => (await text(path, at)).includes(words);

/** How many times a process asked the database for documents meanwhile. */
async function readings(work: () => Promise<unknown>, at: Process = vibe): Promise<number> {
  using spy = vi.spyOn(at.services.database, 'read');
  await work();
  return spy.mock.calls.length;
}
const post = (id: string, acl: AclInput = everyone) =>
  ada.documents.create.mutate({ collection, id, body: { text: `text of ${id}` }, acl });

test('a visitor’s second reading costs the database nothing, and has a strong tag', async () => {
  await post('first');
  const first = await read(list);
  const count = await readings(async () => {
    for (let at = 0; at < 5; at++) expect(await text(list)).toContain('text of first');
  });
  expect(count).toBe(0);
  expect(first.headers.get('etag')).toMatch(/^"[\w-]{27}"$/);
  expect(first.headers.get('cache-control')).toBe('public, no-cache');
  expect(first.headers.get('vary')?.split(', ')).toEqual(expect.arrayContaining(['origin', 'authorization', 'cookie']));
  expect(await truth(list)).toBe(await text(list));
});

test('304 to who has it, by any list of tags, weak ones too; not to who has another', async () => {
  const { headers } = await read(list);
  const etag = headers.get('etag') as string;
  const yes = [etag, `W/${etag}`, `"other", ${etag}`, `W/"a,b" , W/${etag},"c"`, '*', ' * '];
  const no = ['"other"', etag.slice(0, -2), etag.replaceAll('"', ''), 'W/"*"', '"', '', `${'"x",'.repeat(3_000)}"y"`];
  const statusOf = async (tag: string) => (await read(list, { 'if-none-match': tag })).status;
  expect(await Promise.all(yes.map(statusOf))).toEqual(yes.map(() => 304));
  expect(await Promise.all(no.map(statusOf))).toEqual(no.map(() => 200));
  const unchanged = await read(list, { 'if-none-match': etag, origin: 'https://anywhere.example' });
  expect(await unchanged.text()).toBe('');
  expect(Object.fromEntries(unchanged.headers)).toMatchObject({
    ...{ etag, 'cache-control': 'public, no-cache', vary: expect.stringContaining('origin'), 'access-control-allow-origin': '*' },
    'vibe-request-id': expect.stringMatching(/.+/),
  });
  await post('makes-another-tag');
  expect((await read(list, { 'if-none-match': etag })).status).toBe(200);
});

test('pages of other origins may read it, whoever asked first', async () => {
  const path = address('list', { collection, scope: 'public', limit: 7 });
  expect((await read(path)).headers.get('access-control-allow-origin')).toBeNull();
  for (let at = 0; at < 2; at++)
    expect((await read(path, { origin: 'https://a.example' })).headers.get('access-control-allow-origin')).toBe('*');
  const ids = await Promise.all([1, 2, 3].map(async () => (await read(path)).headers.get('vibe-request-id')));
  expect(new Set(ids).size).toBe(3);
});

test('private, public, private again, denied, removed: visitors see each at once', async () => {
  const words = 'text of turning';
  const seen = async () => [await isThere(list, words), (await read(one('turning'))).status];
  let { rev } = await post('turning', {});
  expect(await seen()).toEqual([false, 404]);
  const become = async (acl: AclInput) => {
    rev = (await ada.documents.update.mutate({ collection, id: 'turning', rev, acl })).rev;
  };
  await become(everyone);
  expect(await seen()).toEqual([true, 200]);
  await become({});
  expect(await seen()).toEqual([false, 404]);
  await become(everyone);
  expect(await seen()).toEqual([true, 200]);
  await become({ read: { allow: ['*'], deny: ['*'] } });
  expect(await seen()).toEqual([false, 404]);
  await become(everyone);
  expect(await seen()).toEqual([true, 200]);
  await ada.documents.remove.mutate({ collection, id: 'turning', rev });
  expect(await seen()).toEqual([false, 404]);
});

test('what others may not see of a collection leaves what is kept alone; so does another document', async () => {
  await post('one');
  await Promise.all([text(one('one')), text(list)]);
  const privately = await post('private', {});
  await ada.documents.update.mutate({ collection, id: 'private', rev: privately.rev, body: { text: 'other' } });
  expect(await readings(async () => Promise.all([text(one('one')), text(list)]))).toBe(0);
  await post('two');
  expect(await readings(() => text(one('one')))).toBe(0);
  expect(await readings(() => text(list))).toBe(1);
});

test('a change that commits while its list is being read is in the next answer', async () => {
  const path = address('list', { collection, scope: 'public', limit: 11 });
  const held = Promise.withResolvers<void>();
  const isRead = Promise.withResolvers<void>();
  const { database } = vibe.services;
  const real = database.read;
  using spy = vi.spyOn(database, 'read').mockImplementationOnce(async (...args) => {
    const rows = await real(...args);
    isRead.resolve();
    await held.promise;
    return rows as never;
  });
  const before = text(path);
  await isRead.promise;
  await post('meanwhile');
  const after = await text(path);
  held.resolve();
  expect([(await before).includes('text of meanwhile'), after.includes('text of meanwhile')]).toEqual([false, true]);
  expect(await isThere(path, 'text of meanwhile')).toBe(true);
  expect(spy).toHaveBeenCalled();
});

test('twenty visitors who come at once are one reading', async () => {
  const path = address('list', { collection, scope: 'public', limit: 12 });
  const count = await readings(async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => text(path)));
    expect(new Set(all).size).toBe(1);
  });
  expect(count).toBe(1);
});

test('whoever sends credentials gets an answer of their own', async () => {
  const path = address('list', { collection, scope: 'all' });
  await post('secret', {});
  expect(await isThere(path, 'text of secret')).toBe(false);
  for (let at = 0; at < 2; at++) {
    const mine = await read(path, { authorization: `Bearer ${token}` });
    expect([await mine.text(), mine.headers.get('cache-control'), mine.headers.get('etag')]).toEqual([
      expect.stringContaining('text of secret'),
      'no-store',
      null,
    ]);
  }
  expect(await isThere(path, 'text of secret')).toBe(false);
  expect((await read(path, { authorization: 'Bearer nonsense' })).status).toBe(401);
  // A cookie counts on this server's own pages alone.
  const cookie = 'vibe_session=x';
  const own = await readings(() => read(path, { cookie, 'sec-fetch-site': 'same-origin' }));
  const foreign = await readings(() => read(path, { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://a.example' }));
  expect([own, foreign]).toEqual([1, 0]);
});

test('errors are not kept, and each has its own request', async () => {
  const ids = await Promise.all(
    [1, 2, 3].map(async () => {
      const answer = await read(one('later'));
      const { error } = (await answer.json()) as { error: { json: { data: { vibe: { requestId: string } } } } };
      expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('etag')]).toEqual([404, 'no-store', null]);
      expect(error.json.data.vibe.requestId).toBe(answer.headers.get('vibe-request-id'));
      return error.json.data.vibe.requestId;
    }),
  );
  expect(new Set(ids).size).toBe(3);
  await post('later');
  expect((await read(one('later'))).status).toBe(200);
});

test('a batch is kept when all of it may be, and read anew when anything of it changes', async () => {
  const batch = (...calls: [string, object][]) =>
    `/trpc/${calls.map(([name]) => name).join(',')}?batch=1&input=${encodeURIComponent(JSON.stringify(Object.fromEntries(calls.map(([, json], at) => [at, { json }]))))}`;
  const both = batch(['documents.list', { collection, scope: 'public', limit: 3 }], ['documents.get', { collection, owner, id: 'one' }]);
  expect(await text(both)).toBe(await truth(both));
  expect(await readings(() => text(both))).toBe(0);
  await post('in-the-batch');
  expect(await isThere(both, 'text of in-the-batch')).toBe(true);
  const broken = batch(['documents.get', { collection, owner, id: 'one' }], ['documents.get', { collection, owner, id: 'nowhere' }]);
  for (let at = 0; at < 2; at++) {
    const answer = await read(broken);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
  }
  const mixed = batch(['documents.list', { collection, scope: 'public' }], ['identity.profiles', { dids: [owner] }]);
  expect((await read(mixed)).headers.get('cache-control')).toBe('no-store');
});

test('only a plain GET is answered from memory', async () => {
  const head = await fetch(`${vibe.url}${list}`, { method: 'HEAD' });
  expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([204, '', null]);
  expect((await fetch(`${vibe.url}${list}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(
    405,
  );
  const stream = await read(`${list}&batch=1`, { 'trpc-accept': 'application/jsonl' });
  expect(stream.headers.get('cache-control')).toBe('no-store');
  await stream.text();
  expect(await text(list)).toContain('"documents"');
});

test('names that an address has beside its own make no entries', async () => {
  for (const more of ['&x=1', '&input=%7B%7D', '&batch=0&batch=1', '&connectionParams=%7B%7D', '&=', `&${'y'.repeat(5_000)}`]) {
    const answer = await read(list + more);
    expect([more, answer.headers.get('etag')]).toEqual([more, null]);
    await answer.text();
  }
  // Other writings of one address are answered rightly, whatever is kept.
  for (const path of [list.replace('documents.list', 'documents%2Elist'), `${list}&`, list.replace('?', '?&')])
    expect(await text(path)).toBe(await text(list));
});

test('another process hears of it', async () => {
  await text(list, other);
  const { rev } = await post('heard-elsewhere');
  await vi.waitFor(async () => expect(await isThere(list, 'text of heard-elsewhere', other)).toBe(true));
  expect(await readings(() => text(list, other), other)).toBe(0);
  await ada.documents.update.mutate({ collection, id: 'heard-elsewhere', rev, acl: {} });
  await vi.waitFor(async () => expect(await isThere(list, 'text of heard-elsewhere', other)).toBe(false));
});

test('a transaction that stays open does not hide what commits after it began', async () => {
  const client = new pg.Client({ connectionString: vibe.databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query('select pg_current_xact_id()');
  try {
    await Promise.all([text(list), text(list, other)]);
    await post('behind-an-open-transaction');
    expect(await isThere(list, 'text of behind-an-open')).toBe(true);
    await vi.waitFor(async () => expect(await isThere(list, 'text of behind-an-open', other)).toBe(true));
  } finally {
    await client.query('rollback');
    await client.end();
  }
});

test('a process that cannot read the feed answers nothing from memory', async () => {
  await text(list, other);
  const spy = vi.spyOn(other.services.database, 'feed').mockRejectedValue(new Error('the feed cannot be read'));
  ahead += 2_500; // so long ago was its last look
  await post('unheard');
  const answer = await read(list, {}, other);
  expect([await answer.text(), answer.headers.get('etag')]).toEqual([expect.stringContaining('text of unheard'), null]);
  spy.mockRestore();
  await begun(other.services);
  await text(list, other);
  expect(await readings(() => text(list, other), other)).toBe(0);
});

test('an app that closes a collection closes it to visitors: at once here, within five seconds elsewhere', async () => {
  await Promise.all([text(list), text(list, other)]);
  const { posts, notes } = testApp().collections as NonNullable<ReturnType<typeof testApp>['collections']>;
  if (!posts || !notes) throw new Error('the test app has two collections');
  await vibe.push(testApp({ collections: { posts: { ...posts, public: false }, notes } }));
  expect((await read(list)).status).toBe(401);
  ahead += 5_001;
  expect((await read(list, {}, other)).status).toBe(401);
  await vibe.push(testApp());
  expect((await read(list)).status).toBe(200);
});

test('whatever happens, in whatever order, a visitor gets from memory what the database would have said', async () => {
  const acls: AclInput[] = [everyone, {}, { read: { allow: ['*'], deny: ['*'] } }, { read: { allow: [owner as never] } }];
  const revs = new Map<string, string>();
  let seed = 20_261_122;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const paths = [list, address('list', { collection, limit: 2 }), ...[0, 1, 2].map((at) => one(`r${at}`))];
  for (let step = 0; step < 80; step++) {
    const id = `r${random(3)}`;
    const [rev, acl] = [revs.get(id), acls[random(acls.length)] as AclInput];
    const body = { text: `step ${step}` };
    if (rev === undefined) revs.set(id, (await ada.documents.create.mutate({ collection, id, body, acl })).rev);
    else if (random(5) === 0) {
      await ada.documents.remove.mutate({ collection, id, rev });
      revs.delete(id);
    } else revs.set(id, (await ada.documents.update.mutate({ collection, id, rev, ...(random(2) ? { body } : { acl }) })).rev);
    const path = paths[random(paths.length)] as string;
    const [kept, said] = [await text(path), await truth(path)];
    if (!said.includes('"error"')) expect(kept).toBe(said);
    else expect(kept).toContain('"error"');
  }
});
