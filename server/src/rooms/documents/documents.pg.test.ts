import { limits } from '@vibe/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../tests/harness/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const collection = 'feeds/posts' as const;
const drafts = 'feeds/drafts' as const;
const everyone = { read: { allow: ['*' as const] } };
const as = (did: typeof alice) => documentsOf(world.app(did));
const visitor = () => documentsOf(world.visitor());
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('one document', () => {
  test('is created, read, changed and removed by its owner, one generation at a time', async () => {
    const created = await as(alice).create({ collection, id: 'first', body: { text: 'hello' } });
    expect(created).toMatchObject({ id: 'first', collection, owner: alice, body: { text: 'hello' }, acl: {} });
    expect(created.rev).toMatch(/^1-[0-9a-f]{32}$/);
    expect(await as(alice).get({ collection, id: 'first' })).toEqual(created);

    const changed = await as(alice).update({ collection, id: 'first', rev: created.rev, body: { text: 'hello again' } });
    expect(changed.rev).toMatch(/^2-/);
    expect(changed.createdAt).toBe(created.createdAt);
    expect(await as(alice).get({ collection, id: 'first' })).toEqual(changed);

    const removed = await as(alice).remove({ collection, id: 'first', rev: changed.rev });
    expect(removed.rev).toMatch(/^3-/);
    await expect(as(alice).get({ collection, id: 'first' })).rejects.toEqual(code('not_found'));
  });

  test('gets an id when it comes without one', async () => {
    const { id } = await as(alice).create({ collection, body: { text: 'who am I' } });
    expect((await as(alice).get({ collection, id })).body).toEqual({ text: 'who am I' });
  });

  test('is not created twice', async () => {
    await as(alice).create({ collection, id: 'once', body: { text: 'one' } });
    await expect(as(alice).create({ collection, id: 'once', body: { text: 'two' } })).rejects.toEqual(code('already_exists'));
    expect((await as(alice).get({ collection, id: 'once' })).body).toEqual({ text: 'one' });
  });

  test('of one id may be there once for each owner', async () => {
    await as(alice).create({ collection, id: 'mine', body: { text: "alice's" } });
    await as(bob).create({ collection, id: 'mine', body: { text: "bob's" } });
    expect((await as(bob).get({ collection, id: 'mine' })).body).toEqual({ text: "bob's" });
  });

  test('that comes back after its removal goes on with the next generation, and is new in the list', async () => {
    const one = await as(carol).create({ collection: drafts, id: 'again', body: { text: 'one' }, acl: everyone });
    await as(carol).create({ collection: drafts, id: 'later', body: { text: 'later' } });
    await as(carol).remove({ collection: drafts, id: 'again', rev: one.rev });
    const back = await as(carol).create({ collection: drafts, id: 'again', body: { text: 'two' } });
    expect(back.rev).toMatch(/^3-/);
    expect(await as(carol).get({ collection: drafts, id: 'again' })).toEqual(back);
    await expect(as(bob).get({ collection: drafts, id: 'again', owner: carol })).rejects.toEqual(code('not_found'));
    const { documents } = await as(carol).list({ collection: drafts, scope: 'own' });
    expect(documents.map((each) => each.id)).toEqual(['again', 'later']);
  });

  test('keeps its body when only the ACL is changed, and its ACL when only the body is', async () => {
    const created = await as(alice).create({ collection, id: 'halves', body: { text: 'body' } });
    const shared = await as(alice).update({ collection, id: 'halves', rev: created.rev, acl: everyone });
    expect(shared).toMatchObject({ body: { text: 'body' }, acl: { read: { allow: ['*'] } } });
    const changed = await as(alice).update({ collection, id: 'halves', rev: shared.rev, body: { text: 'other' } });
    expect(changed).toMatchObject({ body: { text: 'other' }, acl: { read: { allow: ['*'] } } });
    expect((await visitor().get({ collection, id: 'halves', owner: alice })).body).toEqual({ text: 'other' });
  });

  test('gets the ACL its collection has for such as come without one', async () => {
    const created = await as(alice).create({ collection: 'feeds/open', body: { text: 'open' } });
    expect((await visitor().get({ collection: 'feeds/open', id: created.id, owner: alice })).body).toEqual({ text: 'open' });
  });

  test('has the same revision wherever the same edit is made', async () => {
    const hers = await as(alice).create({ collection, id: 'same', body: { text: 'x', likes: 1 } });
    const his = await as(bob).create({ collection, id: 'same', body: { likes: 1, text: 'x' } });
    expect(hers.rev).toBe(his.rev);
  });
});

describe('an edit from another revision than the newest', () => {
  test('is refused, and leaves no trace, not even in the counter', async () => {
    const one = await as(alice).create({ collection, id: 'stale', body: { text: '1' } });
    const two = await as(alice).update({ collection, id: 'stale', rev: one.rev, body: { text: '2' } });
    const before = await seqOf(alice);
    await expect(as(alice).update({ collection, id: 'stale', rev: one.rev, body: { text: '3' } })).rejects.toEqual(
      code('revision_conflict'),
    );
    await expect(as(alice).update({ collection, id: 'stale', rev: one.rev, acl: everyone })).rejects.toEqual(code('revision_conflict'));
    await expect(as(alice).remove({ collection, id: 'stale', rev: one.rev })).rejects.toEqual(code('revision_conflict'));
    await expect(as(alice).create({ collection, id: 'stale', body: { text: '4' } })).rejects.toEqual(code('already_exists'));
    expect(await as(alice).get({ collection, id: 'stale' })).toEqual(two);
    expect(await seqOf(alice)).toBe(before);
  });

  test('made by many at once is won by exactly one', async () => {
    const { rev } = await as(alice).create({ collection, id: 'race', body: { text: '0' } });
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) => as(alice).update({ collection, id: 'race', rev, body: { text: String(at + 1) } })),
    );
    expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect(tries.filter((each) => each.status === 'rejected').every((each) => each.reason.code === 'revision_conflict')).toBe(true);
  });

  test('of a document that is not there is not_found', async () => {
    const rev = `1-${'0'.repeat(32)}`;
    await expect(as(alice).update({ collection, id: 'never', rev, body: { text: '' } })).rejects.toEqual(code('not_found'));
    await expect(as(alice).remove({ collection, id: 'never', rev })).rejects.toEqual(code('not_found'));
  });
});

const seqOf = async (owner: string) =>
  (
    await world.services.database.write<{ seq: string }>(
      { owner, principals: [owner] },
      { name: 'seq', text: 'select seq from streams', values: [] },
    )
  )[0]?.seq;

describe('what somebody may not read', () => {
  test('is not there for them, by whichever procedure', async () => {
    const { rev } = await as(alice).create({ collection, id: 'private', body: { text: 'secret' } });
    const key = { collection, id: 'private', owner: alice };
    for (const stranger of [as(bob), visitor()]) await expect(stranger.get(key)).rejects.toEqual(code('not_found'));
    await expect(as(bob).update({ ...key, rev, body: { text: 'mine' } })).rejects.toEqual(code('not_found'));
    await expect(as(bob).update({ ...key, rev, acl: everyone })).rejects.toEqual(code('not_found'));
    await expect(as(bob).remove({ ...key, rev })).rejects.toEqual(code('not_found'));
    expect((await as(bob).list({ collection, limit: 100 })).documents.map((each) => each.id)).not.toContain('private');
    expect((await as(alice).get(key)).body).toEqual({ text: 'secret' });
  });

  test('looks the same as what does not exist', async () => {
    await as(alice).create({ collection, id: 'hidden', body: { text: 'secret' } });
    const said = async (id: string) =>
      as(bob)
        .get({ collection, id, owner: alice })
        .then(null, (error: Error) => error.message.replace(id, '…'));
    expect(await said('hidden')).toBe(await said('nothing'));
  });

  test('is what the ACL denies, although it allows everyone', async () => {
    await as(alice).create({ collection, id: 'not-bob', body: { text: 'hi' }, acl: { read: { allow: ['*'], deny: [bob] } } });
    const key = { collection, id: 'not-bob', owner: alice };
    expect((await as(carol).get(key)).body).toEqual({ text: 'hi' });
    await expect(as(bob).get(key)).rejects.toEqual(code('not_found'));
    expect((await as(bob).list({ collection, scope: 'public', limit: 100 })).documents.map((each) => each.id)).not.toContain('not-bob');
    expect((await as(carol).list({ collection, scope: 'public', limit: 100 })).documents.map((each) => each.id)).toContain('not-bob');
  });
});

describe('someone the ACL lets write', () => {
  const acl = { read: { allow: [bob, carol] }, write: { allow: [bob] } };

  test('changes the body and removes, but never says who may see it', async () => {
    const { rev } = await as(alice).create({ collection, id: 'shared', body: { text: '1' }, acl });
    const key = { collection, id: 'shared', owner: alice };
    const changed = await as(bob).update({ ...key, rev, body: { text: '2' } });
    expect(changed).toMatchObject({ owner: alice, body: { text: '2' } });
    await expect(as(bob).update({ ...key, rev: changed.rev, acl: everyone })).rejects.toEqual(code('forbidden'));
    await expect(as(bob).update({ ...key, rev, body: { text: '3' } })).rejects.toEqual(code('revision_conflict'));
    await as(bob).remove({ ...key, rev: changed.rev });
    await expect(as(alice).get(key)).rejects.toEqual(code('not_found'));
  });

  test('sees the whole ACL; someone who may only read sees none of it', async () => {
    await as(alice).create({ collection, id: 'seen', body: { text: '1' }, acl });
    const key = { collection, id: 'seen', owner: alice };
    expect((await as(bob).get(key)).acl).toMatchObject({ write: { allow: [bob] } });
    expect(await as(carol).get(key)).not.toHaveProperty('acl');
    await expect(as(carol).update({ ...key, rev: (await as(carol).get(key)).rev, body: { text: '' } })).rejects.toEqual(code('forbidden'));
  });
});

describe('a visitor', () => {
  test('reads what everyone may in a public collection, and nothing in another', async () => {
    const acl = everyone;
    await as(alice).create({ collection, id: 'shop-window', body: { text: 'look' }, acl });
    await as(alice).create({ collection: drafts, id: 'shop-window', body: { text: 'look' }, acl });
    expect((await visitor().get({ collection, id: 'shop-window', owner: alice })).body).toEqual({ text: 'look' });
    expect((await visitor().list({ collection, limit: 100 })).documents.map((each) => each.id)).toContain('shop-window');
    await expect(visitor().get({ collection: drafts, id: 'shop-window', owner: alice })).rejects.toEqual(code('not_signed_in'));
    await expect(visitor().list({ collection: drafts })).rejects.toEqual(code('not_signed_in'));
    await expect(visitor().list({ collection, scope: 'own' })).rejects.toEqual(code('not_signed_in'));
    await expect(visitor().create({ collection, body: { text: 'me too' } })).rejects.toEqual(code('not_signed_in'));
  });
});

describe('a body', () => {
  const create = (body: Record<string, unknown>) => as(alice).create({ collection, body });
  const nested = (levels: number): Record<string, unknown> => (levels === 1 ? { text: '' } : { text: '', in: nested(levels - 1) });

  test('that does not fit the schema is refused with what is wrong and where', async () => {
    await expect(create({ text: 7, likes: 1.5 })).rejects.toMatchObject({
      code: 'schema_violation',
      issues: expect.arrayContaining([expect.objectContaining({ path: '/text' }), expect.objectContaining({ path: '/likes' })]),
    });
    const { id, rev } = await create({ text: 'fits' });
    await expect(as(alice).update({ collection, id, rev, body: {} })).rejects.toEqual(code('schema_violation'));
  });

  test('may be as large and as deep as the limits say, and not a step more', async () => {
    const room = limits.documentBytes - JSON.stringify({ more: '', text: '' }).length;
    await create({ text: '', more: 'x'.repeat(room) });
    await expect(create({ text: '', more: 'x'.repeat(room + 1) })).rejects.toEqual(code('too_large'));
    await expect(create({ text: '', more: 'é'.repeat(room / 2 + 1) })).rejects.toEqual(code('too_large'));
    await create(nested(limits.documentDepth));
    await expect(create(nested(limits.documentDepth + 1))).rejects.toEqual(code('too_deep'));
  });

  test.each([
    ['U+0000', { text: 'a\0b' }],
    ['half of a surrogate pair', { text: '\ud800' }],
    ['U+0000 in a key', { text: '', 'a\0': 1 }],
    ['a date', { text: '', at: new Date(0) }],
    ['a big integer', { text: '', n: 1n }],
    ['not a number', { text: '', n: Number.NaN }],
    ['a map', { text: '', m: new Map() }],
  ])('with %s in it is refused, not stored as something else', async (_, body) => {
    await expect(create(body)).rejects.toEqual(code('bad_request'));
  });

  test('comes back as it went in: every kind of value, any text, any order of keys', async () => {
    const body = { text: '💜 é \u0001 "\\/', z: [null, true, -1.5e-7, [], {}], a: { '': 0, ü: 9_007_199_254_740_991 } };
    const { id } = await create(body);
    expect((await as(alice).get({ collection, id })).body).toEqual(body);
  });

  test('that names one object very many times ends at the limit, not at the end of memory', async () => {
    let twice: Record<string, unknown> = { text: 'x' };
    for (let at = 0; at < 60; at++) twice = { text: '', one: twice, two: twice };
    await expect(create(twice)).rejects.toEqual(code('too_large'));
  });
});

test('a collection or an app that nobody declared is unknown', async () => {
  await expect(as(alice).list({ collection: 'feeds/nothing' })).rejects.toEqual(code('unknown_collection'));
  await expect(as(alice).create({ collection: 'nobody/posts', body: {} })).rejects.toEqual(code('unknown_collection'));
  await expect(as(alice).list({ collection: 'posts' as typeof collection })).rejects.toEqual(code('bad_request'));
});

test('an ACL has a largest number of entries', async () => {
  const allow = Array.from({ length: limits.aclEntries + 1 }, (_, at) => `did:example:${at}` as const);
  await expect(as(alice).create({ collection, body: { text: '' }, acl: { read: { allow } } })).rejects.toEqual(code('bad_request'));
  await as(alice).create({ collection, body: { text: '' }, acl: { read: { allow: allow.slice(1) } } });
});
