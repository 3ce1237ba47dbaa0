import type { Did } from '@vibe/shared';
import { resolveDIDFromLog } from 'didwebvh-ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DocumentsWorld, documentsOf, documentsWorld } from '../../../../tests/harness/documents.ts';
import { type TestDatabase, testDatabase } from '../../../../tests/harness/postgres.ts';
import { query } from '../../../../tests/harness/transfer.ts';
import type { Services } from '../../platform/context.ts';
import { findApp } from '../apps/index.ts';
import { allow, consentHistory } from '../consent/index.ts';
import { logVerifier } from '../identity/identity.keys.ts';
import { isHandleFree } from '../identity/identity.sign-in.ts';
import { createAccount, createSignInLink, findAccountByHandle, findPublished, listAccounts, mintDid } from '../identity/index.ts';
import { isLive, mintAccessToken, verifyAccessToken } from '../oauth/index.ts';
import { bringBack, leave, settleDepartures } from './departure.ts';

let database: TestDatabase;
let world: DocumentsWorld;
let services: Services;
let ada: Did;
let bert: Did;
let turn = 0;
let handle: string;
/** Days. */
let ahead = 0;

beforeAll(async () => {
  database = await testDatabase();
  world = await documentsWorld(database);
  services = { ...world.services, clock: { ...world.services.clock, now: () => new Date(Date.now() + ahead * 86_400_000) } };
  bert = (await createAccount(services, { handle: 'bert', name: 'Bert' })).did;
});
beforeEach(async () => {
  ahead = 0;
  handle = `ada-${++turn}`;
  ada = (await createAccount(services, { handle, name: 'Ada' })).did;
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const posts = 'feeds/posts' as const;
const as = (did: Did) => documentsOf(world.app(did));

async function seed(): Promise<void> {
  await as(ada).create({ collection: posts, id: 'private', body: { text: 'mine' } });
  await as(ada).create({
    collection: posts,
    id: 'shared',
    body: { text: 'for bert' },
    acl: { read: { allow: [bert] }, write: { allow: [bert] } },
  });
  await as(ada).create({ collection: 'feeds/open', id: 'public', body: { text: 'for all' } });
  const gone = await as(ada).create({ collection: posts, id: 'gone', body: { text: 'x' } });
  await as(ada).remove({ collection: posts, id: 'gone', rev: gone.rev });
}

const sights = async () => ({
  ada: (await as(ada).list({ collection: posts, scope: 'own' })).documents.map(({ id, body, acl }) => ({ id, body, acl })),
  bert: (await as(bert).list({ collection: posts })).documents.filter(({ owner }) => owner === ada).map(({ id, body }) => ({ id, body })),
  visitor: (await documentsOf(world.visitor()).list({ collection: 'feeds/open' })).documents
    .filter(({ owner }) => owner === ada)
    .map(({ id }) => id),
});
const nothing = { ada: [], bert: [], visitor: [] };

test('whoever leaves is gone at once: from lists and by id, from search, with sessions, links and apps; readers hear of it', async () => {
  await seed();
  const stream = (await as(bert).live({ collection: posts }))[Symbol.asyncIterator]();
  await stream.next();
  const { token } = await mintAccessToken(services, { did: ada, appId: 'feeds', scopes: ['documents:read'] });
  await createSignInLink(services, { handle });
  const { grantId } = await verifyAccessToken(services, token);

  const eraseAt = await leave(services, ada);
  expect(Math.round((eraseAt.getTime() - Date.now()) / 86_400_000)).toBe(30);
  expect(await sights()).toEqual(nothing);
  await expect(as(bert).get({ collection: posts, id: 'shared', owner: ada })).rejects.toMatchObject({ code: 'not_found' });
  expect((await stream.next()).value).toMatchObject([expect.any(String), { type: 'gone', id: 'shared', owner: ada }, expect.anything()]);
  await stream.return?.();
  expect(await findAccountByHandle(services, handle)).toBeUndefined();
  expect((await listAccounts(services)).map(({ did }) => did)).not.toContain(ada);
  expect(await isHandleFree(services, handle)).toBe(false);
  expect(await isLive(services, grantId)).toBe(false);
  await expect(verifyAccessToken(services, token)).rejects.toMatchObject({ code: 'invalid_token' });
  for (const table of ['sessions', 'sign_in_links'])
    expect([table, await query(database.url, `select from ${table} where did = $1`, [ada])]).toEqual([table, []]);
  for (const table of ['document_readers', 'document_index'])
    expect([table, await query(database.url, `select from ${table} where owner_did = $1`, [ada])]).toEqual([table, []]);
});

test('who signs in before the day has everything back: places, ACLs and words, one revision on, heard by readers', async () => {
  await seed();
  const before = await sights();
  const places = () =>
    query(database.url, 'select collection, id, ord, acl, created_at from documents where owner_did = $1 order by 1, 2', [ada]);
  const were = await places();
  await leave(services, ada);
  ahead = 29;
  const stream = (await as(bert).live({ collection: posts }))[Symbol.asyncIterator]();
  await stream.next();
  expect(await bringBack(services, ada)).toBe(true);
  expect(await sights()).toEqual(before);
  expect(await places()).toEqual(were);
  // The feed may still have told of the leaving.
  let heard: unknown;
  do heard = ((await stream.next()).value as unknown as readonly unknown[])[1];
  while ((heard as { type?: string }).type === 'gone');
  expect(heard).toMatchObject({ type: 'put', document: { id: 'shared', rev: expect.stringMatching(/^3-/) } });
  await stream.return?.();
  expect(await findAccountByHandle(services, handle)).toMatchObject({ did: ada });
  expect(await query(database.url, 'select from documents where owner_did = $1 and kept is not null', [ada])).toEqual([]);
  const shared = await as(bert).get({ collection: posts, id: 'shared', owner: ada });
  expect((await as(bert).update({ collection: posts, id: 'shared', owner: ada, rev: shared.rev, body: { text: 'by bert' } })).rev).toMatch(
    /^4-/,
  );
  ahead = 60;
  await settleDepartures(services);
  expect(await findAccountByHandle(services, handle)).toMatchObject({ did: ada });
  expect((await sights()).bert).toHaveLength(1);
});

test('on the day all of it is erased: no table names them but what says that the DID is over', async () => {
  await seed();
  const app = await findApp(services, 'feeds');
  if (!app) throw new Error('no app');
  await allow(services, { did: ada, app, scopes: ['documents:read'], how: 'page' });
  for (const text of [
    'insert into email_addresses (did, key, address, verified_at) values ($1, $1, $1, now())',
    "insert into email_outbox (id, did, sealed, next_at, expires_at) values ($1, $1, '', now(), now())",
    "insert into account_events (did, id, at, what, device, network) values ($1, 'e', now(), 'email_added', '', '')",
  ])
    await query(database.url, text, [ada]);
  await leave(services, ada);
  ahead = 29;
  expect(await settleDepartures(services)).toBe(0);
  ahead = 31;
  // Whoever comes too late finds nobody.
  // Two processes look at once: together they erase whoever is due, and neither trips over the other.
  const [one, other] = await Promise.all([settleDepartures(services), settleDepartures({ ...services })]);
  expect(one + other).toBeGreaterThanOrEqual(1);
  expect(await bringBack(services, ada)).toBe(false);
  const tables = await query<{ name: string }>(
    database.url,
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition",
  );
  const naming: string[] = [];
  for (const { name } of tables)
    if ((await query(database.url, `select from ${name} as t where t::text like '%' || $1 || '%'`, [ada])).length > 0) naming.push(name);
  // Changes hold no content and are forgotten after seven days.
  expect(naming.sort()).toEqual(['change_readers', 'changes', 'dids']);
  expect(await query(database.url, 'select from documents where owner_did = $1', [ada])).toEqual([]);
  expect(await consentHistory(services, ada)).toEqual([]);

  const published = await findPublished(services, ada);
  const { meta } = await resolveDIDFromLog(published?.log as never, { verifier: logVerifier as never });
  expect(meta).toMatchObject({ deactivated: true });
  expect(published?.webDocument.verificationMethod).toEqual([]);
  ahead = 0;
  await expect(createAccount(services, { handle, name: 'Another' })).rejects.toMatchObject({ code: 'handle_taken' });
  expect(await mintDid(services, { kind: 'user', path: ['u', handle] })).toBe(ada);
});

test('a departure that broke off half way is ended by the next process that looks', async () => {
  await seed();
  await query(database.url, "update accounts set departure = 'leaving', erase_at = now() + interval '30 days' where did = $1", [ada]);
  await query(database.url, 'insert into leaving_owners values ($1)', [ada]);
  expect((await sights()).bert).toHaveLength(1);
  await settleDepartures(services);
  expect(await sights()).toEqual(nothing);
  expect(await query(database.url, 'select departure from accounts where did = $1', [ada])).toEqual([{ departure: 'left' }]);
  await query(database.url, "update accounts set departure = 'returning' where did = $1", [ada]);
  await query(database.url, 'delete from leaving_owners where owner_did = $1', [ada]);
  await settleDepartures(services);
  expect((await sights()).bert).toHaveLength(1);
  expect(await query(database.url, 'select departure from accounts where did = $1', [ada])).toEqual([{ departure: null }]);
  await leave(services, ada);
  await query(database.url, "update accounts set departure = 'erasing', erase_at = now() where did = $1", [ada]);
  expect(await settleDepartures(services)).toBe(1);
});

test('somebody who edits all the while keeps nothing of it in sight', async () => {
  for (let n = 0; n < 30; n++)
    await as(ada).create({
      collection: posts,
      id: `n${n}`,
      body: { text: '0' },
      acl: { read: { allow: [bert] }, write: { allow: [bert] } },
    });
  let isLeaving = true;
  const editing = (async () => {
    for (let n = 0; isLeaving; n = (n + 1) % 30) {
      const there = await as(bert)
        .get({ collection: posts, id: `n${n}`, owner: ada })
        .catch(() => undefined);
      if (there)
        await as(bert)
          .update({ collection: posts, id: `n${n}`, owner: ada, rev: there.rev, body: { text: `${n}` } })
          .catch(() => {});
    }
  })();
  await leave(services, ada);
  isLeaving = false;
  await editing;
  await settleDepartures(services);
  expect(await sights()).toEqual(nothing);
  expect(
    await query(
      database.url,
      `select max(d.seq) <= s.seq and count(distinct d.seq) = count(*) as ok from streams s join documents d using (owner_did)
        where owner_did = $1 group by s.seq`,
      [ada],
    ),
  ).toEqual([{ ok: true }]);
});

test('who changes their mind again and again ends where they stood last', async () => {
  for (let n = 0; n < 40; n++) await as(ada).create({ collection: posts, id: `n${n}`, body: { text: '0' } });
  for (let round = 0; round < 3; round++) {
    const leaving = leave(services, ada);
    const back = (async () => {
      while (!(await bringBack(services, ada))) await new Promise((resolve) => setImmediate(resolve));
    })();
    await Promise.all([leaving, back]);
  }
  await settleDepartures(services);
  expect((await as(ada).list({ collection: posts, limit: 100 })).documents).toHaveLength(40);
});

test('what somebody else creates in their collection meanwhile goes with the next look', async () => {
  await seed();
  await leave(services, ada);
  await query(
    database.url,
    `insert into documents (owner_did, collection, id, ord, seq, generation, hash, readers, body, created_by_app, created_at, updated_at)
     values ($1, 'feeds/posts', 'guest', 1, 99, 1, repeat('0', 32), array[$2], '{"text":"hello"}', 'feeds', now(), now())`,
    [ada, bert],
  );
  await settleDepartures(services);
  await expect(as(bert).get({ collection: posts, id: 'guest', owner: ada })).rejects.toMatchObject({ code: 'not_found' });
});
