import { type CollectionAclInput, type Did, defaultScopes, holdersOf } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DocumentsWorld, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';
import { pushApp } from '../../apps/index.ts';
import { issueCertificate, revokeCertificate } from '../../certificates/index.ts';
import { createAccount } from '../../identity/index.ts';

let world: DocumentsWorld;
let alice: Did;
let bob: Did;
let carol: Did;
let club: Did;
beforeAll(async () => {
  world = await documentsWorld();
  [alice, bob, carol, club] = [await account('alice'), await account('bob'), await account('carol'), await account('club')];
  await push({});
});
afterAll(() => world[Symbol.asyncDispose]());

const account = async (handle: string) => (await createAccount(world.services, { handle, name: handle })).did as Did;
const push = (wall: CollectionAclInput) => {
  const notes = { schema: { type: 'object' }, purpose: 'Notes' };
  return pushApp(world.services, {
    ...{ id: 'club', name: 'Club', origins: ['http://club.localhost:4000'], scopes: [...defaultScopes] },
    collections: {
      guestbook: {
        ...notes,
        public: true,
        defaultAcl: { read: { allow: ['*'] }, create: { allow: ['*'], deny: [holdersOf(club, 'Banned')] } },
      },
      wall: { ...notes, defaultAcl: wall },
      letters: { ...notes, defaultAcl: { read: { allow: [carol] } } },
    },
  });
};
const guestbook = 'club/guestbook' as const;
const letters = 'club/letters' as const;
const wall = 'club/wall' as const;
const as = (did: Did) => documentsOf(world.app(did, defaultScopes, 'club'));
const visitor = () => documentsOf(world.visitor());
const give = (subject: Did, type: string) => issueCertificate(world.services, club, { subject, type, claims: {} });
const code = async (call: Promise<unknown>) =>
  call.then(
    () => 'it was allowed',
    (error: { code: string }) => error.code,
  );

describe('a document in somebody else’s collection', () => {
  test('is the owner’s, with the collection’s ACL; its creator reads and writes it, and shares it with nobody', async () => {
    const made = await as(bob).create({ collection: guestbook, id: 'hello', owner: alice, body: { text: 'hi' } });
    expect(made).toMatchObject({ owner: alice, acl: { read: { allow: ['*', bob] }, write: { allow: [bob] } } });
    const key = { collection: guestbook, id: 'hello', owner: alice };
    expect((await visitor().get(key)).body).toEqual({ text: 'hi' });
    const changed = await as(bob).update({ ...key, rev: made.rev, body: { text: 'hi!' } });
    expect(await code(as(bob).update({ ...key, rev: changed.rev, acl: { read: { allow: [bob] } } }))).toBe('forbidden');
    expect(await code(as(carol).update({ ...key, rev: changed.rev, body: { text: 'mine' } }))).toBe('forbidden');
    expect((await as(alice).list({ collection: guestbook, scope: 'own' })).documents.map((each) => each.id)).toEqual(['hello']);
    const { rev } = await as(alice).update({ ...key, rev: changed.rev, acl: {} });
    expect(await code(as(bob).get(key))).toBe('not_found');
    await as(alice).remove({ ...key, rev });
    // What its owner removed is not brought back by somebody else.
    expect(await code(as(bob).create({ collection: guestbook, id: 'hello', owner: alice, body: {} }))).toBe('already_exists');
  });

  test('comes without an ACL of its own, and is never one that is there', async () => {
    const acl = { read: { allow: [bob] } };
    expect(await code(as(bob).create({ collection: guestbook, owner: alice, body: {}, acl }))).toBe('bad_request');
    await as(alice).create({ collection: guestbook, id: 'hers', body: { text: 'hers' } });
    expect(await code(as(bob).create({ collection: guestbook, id: 'hers', owner: alice, body: {} }))).toBe('already_exists');
    expect((await as(alice).get({ collection: guestbook, id: 'hers' })).body).toEqual({ text: 'hers' });
  });

  test('is not made by a visitor, nor by who is denied, nor where nobody says that others create', async () => {
    expect(await code(visitor().create({ collection: guestbook, owner: alice, body: {} }))).toBe('not_signed_in');
    expect(await code(as(bob).create({ collection: letters, owner: alice, body: {} }))).toBe('forbidden');
    const banned = await give(carol, 'Banned');
    expect(await code(as(carol).create({ collection: guestbook, owner: alice, body: {} }))).toBe('forbidden');
    await revokeCertificate(world.services, club, { id: banned.id });
    expect(await code(as(carol).create({ collection: guestbook, owner: alice, body: {} }))).toBe('it was allowed');
  });

  test('may need several certificates at once, which row level security asks for as well', async () => {
    await as(alice).setCollectionAcl({
      collection: wall,
      acl: { create: { allow: [[holdersOf(club, 'Member'), holdersOf(club, 'Adult')]] } },
    });
    const create = () => as(bob).create({ collection: wall, owner: alice, body: {} });
    await give(bob, 'Member');
    expect(await code(create())).toBe('forbidden');
    await give(bob, 'Adult');
    expect(await code(create())).toBe('it was allowed');
    await as(alice).setCollectionAcl({ collection: wall, acl: null });
    expect(await code(create())).toBe('forbidden');
  });

  test('goes by the manifest’s newest rules', async () => {
    await push({ create: { allow: [[bob, '*']] } });
    expect(await code(as(bob).create({ collection: wall, owner: alice, body: {} }))).toBe('it was allowed');
    await push({ create: { allow: [carol] } });
    expect(await code(as(bob).create({ collection: wall, owner: alice, body: {} }))).toBe('forbidden');
    expect(await code(as(carol).create({ collection: wall, owner: alice, body: {} }))).toBe('it was allowed');
  });

  test('is not made where the collection’s rules deny it to its creator', async () => {
    await as(alice).setCollectionAcl({ collection: wall, acl: { create: { allow: [bob] }, write: { deny: [bob] } } });
    expect(await code(as(bob).create({ collection: wall, owner: alice, body: {} }))).toBe('forbidden');
    await as(alice).setCollectionAcl({ collection: wall, acl: null });
  });
});

describe('an owner’s own rules for a collection', () => {
  test('stand in place of the manifest’s, for what is created without an ACL, until they are taken back', async () => {
    expect(await as(alice).collectionAcl({ collection: letters })).toMatchObject({ from: 'manifest', acl: { read: { allow: [carol] } } });
    const before = await as(alice).create({ collection: letters, body: {} });
    const said = await as(alice).setCollectionAcl({ collection: letters, acl: { read: { allow: [bob] } } });
    expect(said).toEqual({ from: 'owner', acl: { read: { allow: [bob], deny: [] } } });
    expect(await as(alice).collectionAcl({ collection: letters })).toEqual(said);
    const mine = await as(alice).create({ collection: letters, body: {} });
    const given = await as(alice).create({ collection: letters, body: {}, acl: {} });
    const readers = async (id: string) => [
      await code(as(bob).get({ collection: letters, id, owner: alice })),
      await code(as(carol).get({ collection: letters, id, owner: alice })),
    ];
    expect(await readers(before.id)).toEqual(['not_found', 'it was allowed']);
    expect(await readers(mine.id)).toEqual(['it was allowed', 'not_found']);
    expect(await readers(given.id)).toEqual(['not_found', 'not_found']);
    // Another owner's collection keeps the manifest's.
    expect((await as(bob).create({ collection: letters, body: {} })).acl).toEqual({ read: { allow: [carol], deny: [] } });
    await as(alice).setCollectionAcl({ collection: letters, acl: null });
    expect((await as(alice).create({ collection: letters, body: {} })).acl).toEqual({ read: { allow: [carol], deny: [] } });
  });

  test('are not for apps that may not write, nor for what is no ACL', async () => {
    const reading = documentsOf(world.app(alice, ['documents:read'], 'club'));
    expect(await code(reading.setCollectionAcl({ collection: letters, acl: {} }))).toBe('insufficient_scope');
    expect(await code(documentsOf(world.person(alice)).setCollectionAcl({ collection: letters, acl: {} }))).not.toBe('it was allowed');
    expect(await code(as(alice).setCollectionAcl({ collection: letters, acl: { make: {} } as never }))).toBe('bad_request');
    expect(await code(as(alice).create({ collection: letters, body: {}, acl: { create: { allow: [bob] } } as never }))).toBe('bad_request');
  });
});

describe('explainAccess', () => {
  const member = () => holdersOf(club, 'Reader');
  const acl = () => ({ read: { allow: [bob, member()], deny: [holdersOf(club, 'Late')] }, write: { allow: [bob] } });
  const key = { collection: letters, id: 'explained' };
  beforeAll(async () => {
    await as(alice).create({ ...key, body: {}, acl: acl() });
    await give(carol, 'Reader');
  });
  const answers = async (call: ReturnType<ReturnType<typeof as>['explainAccess']>) =>
    (await call).answers.map(({ action, answer, because }) => `${action} ${answer} ${because}`);

  test('tells the owner every rule, in words', async () => {
    const told = await as(alice).explainAccess(key);
    expect(told.rules).toEqual([
      { action: 'read', effect: 'deny', entry: holdersOf(club, 'Late'), says: 'whoever holds “Late” from @club' },
      { action: 'read', effect: 'allow', entry: bob, says: '@bob' },
      { action: 'read', effect: 'allow', entry: member(), says: 'whoever holds “Reader” from @club' },
      { action: 'write', effect: 'allow', entry: bob, says: '@bob' },
    ]);
    expect(told.answers).toEqual([
      { action: 'read', answer: 'yes', because: 'owner', says: 'You may read it: it belongs to you.' },
      { action: 'write', answer: 'yes', because: 'owner', says: 'You may change or remove it: it belongs to you.' },
    ]);
  });

  test('tells others what they themselves may, by which entry, and no more', async () => {
    const told = await as(carol).explainAccess({ ...key, owner: alice });
    expect(told).not.toHaveProperty('rules');
    expect(told.answers).toEqual([
      {
        action: 'read',
        answer: 'yes',
        because: 'allow',
        entry: member(),
        says: 'You may read it: allowed to whoever holds “Reader” from @club.',
      },
      { action: 'write', answer: 'no', because: 'silence', says: 'You may not change or remove it: no rule allows it.' },
    ]);
    expect(await code(as(carol).explainAccess({ ...key, owner: alice, did: bob }))).toBe('forbidden');
    expect(await code(as('did:web:stranger').explainAccess({ ...key, owner: alice }))).toBe('not_found');
    expect(await code(visitor().explainAccess({ ...key, owner: alice }))).toBe('not_signed_in');
  });

  test('does not tell the owner which certificates somebody holds', async () => {
    const about = async (did: Did) => answers(as(alice).explainAccess({ ...key, did }));
    expect(await about(carol)).toEqual(['read depends certificates', 'write no silence']);
    expect(await about('did:web:stranger')).toEqual(await about(carol));
    expect(await about(bob)).toEqual(['read depends certificates', 'write yes allow']);
    const {
      answers: [reading],
    } = await as(alice).explainAccess({ ...key, did: carol });
    expect(reading?.conditions).toEqual([
      { effect: 'deny', entry: holdersOf(club, 'Late'), says: 'whoever holds “Late” from @club' },
      { effect: 'allow', entry: member(), says: 'whoever holds “Reader” from @club' },
    ]);
    expect(reading?.says).toBe(
      'Whether @carol may read it depends on certificates: denied to whoever holds “Late” from @club; allowed to whoever holds “Reader” from @club.',
    );
  });

  test('says of a collection who creates, and of a document that nobody writes what they cannot read', async () => {
    expect(await answers(as(bob).explainAccess({ collection: guestbook, owner: alice }))).toEqual([
      'read yes allow',
      'write no silence',
      'create yes allow',
    ]);
    const whole = await as(alice).explainAccess({ collection: guestbook });
    expect(whole.rules?.map(({ action, effect, says }) => `${action} ${effect} ${says}`)).toEqual([
      'read allow everyone, signed in or not',
      'create deny whoever holds “Banned” from @club',
      'create allow everyone, signed in or not',
    ]);
    await as(alice).create({ collection: letters, id: 'blind', body: {}, acl: { write: { allow: [bob] } } });
    expect(await answers(as(alice).explainAccess({ collection: letters, id: 'blind', did: bob }))).toEqual([
      'read no silence',
      'write no unreadable',
    ]);
  });
});

describe('row level security by itself', () => {
  let client: pg.Client;
  beforeAll(async () => {
    client = new pg.Client({ connectionString: world.url });
    await client.connect();
  });
  afterAll(() => client.end());

  async function attempt(role: string, owner: string, principals: readonly string[], text: string, values: unknown[] = []) {
    await client.query('begin');
    try {
      await client.query(`set local role ${role}`);
      await client.query("select set_config('vibe.owner', $1, true), set_config('vibe.principals', $2, true)", [
        owner,
        principals.join('\x1f'),
      ]);
      return (await client.query(text, values)).rows;
    } catch (error) {
      if ((error as { code?: string }).code === '42501') return 'refused';
      throw error;
    } finally {
      await client.query('rollback');
    }
  }
  const insert = `insert into documents (owner_did, collection, id, ord, seq, generation, hash, body, created_by_app, created_at, updated_at, writers)
    values ($1, $2, 'planted', 1, 999999, 1, '0', '{}', 'club', now(), now(), $3) returning id`;
  const planted = [{ id: 'planted' }];

  test('lets others create where the owner’s rules say so, by certificate too, and denies whom they deny', async () => {
    await as(alice).setCollectionAcl({ collection: wall, acl: { create: { allow: [holdersOf(club, 'Poet')], deny: [carol] } } });
    const poet = `c:${club} Poet`;
    const plant = (who: Did, ...more: string[]) => attempt('vibe_writer', alice, ['*', who, ...more], insert, [alice, wall, [who]]);
    expect(await plant(bob, poet)).toEqual(planted);
    expect(await plant(bob)).toBe('refused');
    expect(await plant(carol, poet)).toBe('refused');
    // Own rules stand in place of the manifest's, also where they say less.
    await push({ create: { allow: ['*'] } });
    await as(bob).create({ collection: wall, owner: carol, body: {} });
    expect(await attempt('vibe_writer', carol, ['*', bob], insert, [carol, wall, [bob]])).toEqual(planted);
    expect(await plant(bob)).toBe('refused');
    // Bound to one owner, nothing is written for another.
    expect(await attempt('vibe_writer', carol, ['*', bob, poet], insert, [alice, wall, [bob]])).toBe('refused');
    await as(alice).setCollectionAcl({ collection: wall, acl: null });
  });

  test('lets nobody write the rules of another, or of everybody', async () => {
    const rules = "insert into collection_acls (owner_did, collection, acl, creators) values ($1, 'club/letters', '{}', '{*}')";
    expect(await attempt('vibe_writer', alice, ['*', bob], rules, [alice])).toBe('refused');
    expect(await attempt('vibe_writer', bob, ['*', bob], rules, [alice])).toBe('refused');
    expect(await attempt('vibe_writer', bob, ['*', bob], rules, ['*'])).toBe('refused');
    expect(await attempt('vibe_writer', '*', ['*', bob], rules, ['*'])).toBe('refused');
    expect(await attempt('vibe_reader', '', ['*', bob], rules, [bob])).toBe('refused');
    expect(await attempt('vibe_system', '', [], rules, [alice])).toBe('refused');
  });

  test('lets nobody into a group by a row that says so', async () => {
    const forged = 'insert into acl_groups (anchor, gid, members) values ($1, $2, $3)';
    const gid = `g:${'0'.repeat(64)}`;
    expect(await attempt('vibe_writer', bob, ['*', bob], forged, [bob, gid, [bob]])).toBe('refused');
    expect(await attempt('vibe_writer', bob, ['*', bob], forged, [bob, gid, [bob, alice]])).toBe('refused');
    const { rows } = await client.query<{ gid: string }>("select vibe_group_id(array['b', 'a']) as gid");
    expect(rows[0]?.gid).toBe(`g:${await sha256('a\nb')}`);
    expect(await attempt('vibe_writer', bob, ['*', bob], forged, ['c', rows[0]?.gid, ['a', 'b']])).toBe('refused');
    expect(await attempt('vibe_writer', bob, ['*', bob], forged, ['a', rows[0]?.gid, ['a', 'b']])).toEqual([]);
  });

  test('shows nobody what certificates others hold, and nobody but the system writes any', async () => {
    await give(carol, 'Quiet');
    const held = "select type from certificates where type = 'Quiet'";
    expect(await attempt('vibe_reader', '', ['*', bob], held)).toEqual([]);
    expect(await attempt('vibe_reader', '', ['*', carol], held)).toEqual([{ type: 'Quiet' }]);
    expect(await attempt('vibe_reader', '', ['*', carol], 'select claims, jwt from certificates')).toBe('refused');
    for (const role of ['vibe_writer', 'vibe_feed']) expect(await attempt(role, carol, ['*', carol], held)).toBe('refused');
    for (const role of ['vibe_reader', 'vibe_writer', 'vibe_feed'])
      expect(await attempt(role, carol, ['*', carol], 'update certificates set expires_at = null')).toBe('refused');
  });
});

const sha256 = async (text: string) => Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex');
