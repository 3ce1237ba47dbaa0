import { type Did, defaultScopes } from '@vibe/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol } from '../../../../../tests/harness/documents.ts';
import { acls, everything, type IndexWorld, indexWorld, thing, thingSchema } from '../../../../../tests/harness/index-world.ts';
import { router } from '../../../trpc/init.ts';
import { appsProcedures, listIndexes, pushApp } from '../../apps/index.ts';
import { finishIndexes } from './index-worker.ts';

let world: IndexWorld;
beforeAll(async () => {
  world = await indexWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('writes keep the indexes of a new collection', () => {
  test('at create, edit, share, removal and return', async () => {
    const app = await world.newApp();
    await app.push({ ...everything });
    await world.build();
    const alices = app.as(alice);
    const made = [];
    for (let n = 0; n < 12; n++)
      made.push(await alices.create({ collection: app.collection, id: `t${n}`, body: thing(n), ...(acls[n % 3] && { acl: acls[n % 3] }) }));
    const [a, b, c, d] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0], (typeof made)[0]];
    await alices.update({ collection: app.collection, id: a.id, rev: a.rev, body: { ...thing(40), slug: 'slug-0' } });
    await alices.update({ collection: app.collection, id: b.id, rev: b.rev, acl: { read: { allow: [bob], deny: [] } } });
    await alices.update({
      collection: app.collection,
      id: c.id,
      rev: c.rev,
      body: thing(41),
      acl: { read: { allow: ['*'], deny: [carol] } },
    });
    await alices.remove({ collection: app.collection, id: d.id, rev: d.rev });
    await alices.create({ collection: app.collection, id: d.id, body: thing(43) });
    await alices.remove({ collection: app.collection, id: made[5]?.id ?? '', rev: made[5]?.rev ?? '' });
    const { there, wanted } = await world.compare(app.collection);
    expect(wanted.length).toBeGreaterThan(100);
    expect(there).toEqual(wanted);
  });

  test('a value that is unique is refused the second time, to one owner, by its name', async () => {
    const app = await world.newApp();
    await app.push({ indexes: { slug: { fields: ['slug'], unique: true }, pair: { fields: ['a', 'b'], unique: true } } });
    await world.build();
    const collection = app.collection;
    const first = await app.as(alice).create({ collection, body: { slug: 'x', a: 1, b: 2 } });
    const refused = { code: 'not_unique', message: expect.stringContaining('the same slug (index slug)') };
    await expect(app.as(alice).create({ collection, body: { slug: 'x' } })).rejects.toMatchObject(refused);
    await app.as(bob).create({ collection, body: { slug: 'x' } });
    await expect(app.as(alice).create({ collection, body: { slug: 'y', a: 1, b: 2 } })).rejects.toMatchObject({
      issues: [{ path: '/a' }, { path: '/b' }],
    });
    // What is missing or null is nobody's.
    const none = await app.as(alice).create({ collection, body: { slug: null, a: 1 } });
    await app.as(alice).create({ collection, body: { slug: null, a: 1 } });
    await app.as(alice).create({ collection, body: {} });
    await expect(app.as(alice).update({ collection, id: none.id, rev: none.rev, body: { slug: 'x' } })).rejects.toMatchObject(refused);
    const moved = await app.as(alice).update({ collection, id: first.id, rev: first.rev, body: { slug: 'z' } });
    await app.as(alice).update({ collection, id: none.id, rev: none.rev, body: { slug: 'x' } });
    // Its own value is not in its own way.
    await app.as(alice).update({ collection, id: first.id, rev: moved.rev, body: { slug: 'z', more: 1 } });
    // Texts that keys cut differ all the same.
    const long = 'l'.repeat(400);
    await app.as(alice).create({ collection, body: { slug: `${long}a` } });
    await app.as(alice).create({ collection, body: { slug: `${long}b` } });
    await app.as(alice).create({ collection, body: { slug: 'l'.repeat(256) } });
    await expect(app.as(alice).create({ collection, body: { slug: `${long}b` } })).rejects.toMatchObject(refused);
    const { there, wanted } = await world.compare(collection);
    expect(there).toEqual(wanted);
  });

  test('an array with too many elements is refused, and so are too many rows', async () => {
    const app = await world.newApp();
    await app.push({ indexes: { tags: { fields: ['tags'], each: true }, more: { fields: ['more'], each: true } } });
    await world.build();
    const many = (count: number) => Array.from({ length: count }, (_, at) => at);
    const collection = app.collection;
    await app.as(alice).create({ collection, body: { tags: many(64) } });
    await expect(app.as(alice).create({ collection, body: { tags: many(65) } })).rejects.toMatchObject({
      code: 'bad_request',
      issues: [{ path: '/tags' }],
    });
    const people = many(99).map((at): Did => `did:web:p${at}.example`);
    await app.as(alice).create({ collection, body: { tags: many(50) }, acl: { read: { allow: people } } });
    await expect(
      app.as(alice).create({ collection, body: { tags: many(50), more: many(1) }, acl: { read: { allow: people } } }),
    ).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('too many entries') });
  });

  test('of a long text the first 256 words are kept, and fewer for many readers', async () => {
    const app = await world.newApp();
    await app.push({ search: { fields: ['text'] } });
    await world.build();
    const text = Array.from({ length: 400 }, (_, at) => `word${at}`).join(' ');
    await app.as(alice).create({ collection: app.collection, id: 'long', body: { text } });
    const people = Array.from({ length: 99 }, (_, at): Did => `did:web:p${at}.example`);
    await app.as(alice).create({ collection: app.collection, id: 'wide', body: { text }, acl: { read: { allow: people } } });
    const words = async (id: string) =>
      (
        await world.client.query(
          `select convert_from(key, 'UTF8') as word from document_index where collection = $1 and id = $2 and principal = $3`,
          [app.collection, id, alice],
        )
      ).rows
        .map((row) => Number(row.word.slice(4)))
        .sort((a, b) => a - b);
    expect(await words('long')).toEqual(Array.from({ length: 256 }, (_, at) => at));
    expect(await words('wide')).toEqual(Array.from({ length: 50 }, (_, at) => at));
  });
});

describe('a manifest that changes', () => {
  test('another specification under the same name is built anew, and the old rows go', async () => {
    const app = await world.newApp();
    const collection = app.collection;
    await app.push({ indexes: { by: 'likes' } });
    await world.build();
    await app.as(alice).create({ collection, body: { likes: 1, due: 'x' } });
    const [old] = await listIndexes(world.services, app.id);
    await app.push({ indexes: { by: ['likes', 'due'] } });
    expect((await listIndexes(world.services, app.id)).map(({ state }) => state).sort()).toEqual(['building', 'dropping']);
    await world.build();
    const [fresh, ...others] = await listIndexes(world.services, app.id);
    expect(others).toEqual([]);
    expect(fresh).toMatchObject({ name: 'by', state: 'ready' });
    expect(fresh?.stored).not.toBe(old?.stored);
    const { there, wanted } = await world.compare(collection);
    expect(there).toEqual(wanted);
  });

  test('what it no longer declares is dropped, of this collection and this index alone', async () => {
    const app = await world.newApp();
    const collection = app.collection;
    await app.push({ indexes: { likes: 'likes', slug: { fields: ['slug'], unique: true } }, search: { fields: ['title'] } });
    await world.build();
    for (let n = 0; n < 20; n++)
      await app.as(n % 2 ? alice : bob).create({ collection, body: { likes: n, slug: `${n}${'s'.repeat(300)}`, title: 'a b' } });
    const before = (await world.compare(collection)).there;
    expect(before.filter(({ index_name }) => index_name.endsWith('!')).length).toBe(20);
    await app.push({ indexes: { likes: 'likes' } });
    await world.build();
    expect(await world.statesOf(app.id)).toEqual({ likes: 'ready' });
    const { there, wanted } = await world.compare(collection);
    expect(there).toEqual(wanted);
    expect(there.length).toBe(20);
  });

  test('what is declared again before it is dropped is built from the start', async () => {
    const app = await world.newApp();
    const collection = app.collection;
    await app.push({ indexes: { likes: 'likes' } });
    await world.build();
    await app.as(alice).create({ collection, id: 'with', body: { likes: 1 } });
    await app.push({});
    await app.as(alice).create({ collection, id: 'without', body: { likes: 2 } });
    await app.push({ indexes: { likes: 'likes' } });
    expect(await world.statesOf(app.id)).toEqual({ likes: 'building' });
    await world.build();
    const { there, wanted } = await world.compare(collection);
    expect(there.length).toBe(2);
    expect(there).toEqual(wanted);
  });

  test('a collection that was not there before has its indexes at once', async () => {
    const id = world.nextId();
    const things = { schema: thingSchema, purpose: 'Things', indexes: { likes: 'likes' } };
    const base = { id, name: 'App', origins: ['http://app.localhost:4000'], scopes: [...defaultScopes] };
    await pushApp(world.services, { ...base, collections: { things } });
    expect(await world.statesOf(id)).toEqual({ likes: 'ready' });
    await pushApp(world.services, { ...base, collections: { things, others: { ...things, indexes: { due: 'due' } } } });
    expect(await world.statesOf(id)).toEqual({ likes: 'ready', due: 'ready' });
  });

  test('a language that the database does not know is refused', async () => {
    const app = await world.newApp();
    await expect(app.push({ search: { fields: ['title'], language: 'klingon' } })).rejects.toMatchObject({
      code: 'bad_request',
      issues: [{ path: '/collections/things/search/language/title', message: 'there is no text search configuration klingon' }],
    });
  });

  test('who pushes sees how far it is, and waits until all is done', async () => {
    const app = await world.newApp();
    await Promise.all(Array.from({ length: 20 }, (_, n) => app.as(alice).create({ collection: app.collection, body: { likes: n } })));
    await app.push({ indexes: { likes: 'likes', due: 'due' } });
    const told: string[] = [];
    const done = await finishIndexes(world.services, app.id, (all) => told.push(all.map(({ state }) => state).join(' ')), 0);
    expect(done.map(({ name, state }) => [name, state])).toEqual([
      ['due', 'ready'],
      ['likes', 'ready'],
    ]);
    expect(told[0]).toBe('building building');
    expect(told.at(-1)).toBe('ready ready');
  });

  test('its owner asks how far the indexes are; nobody else learns of them', async () => {
    const id = world.nextId();
    const manifest = { id, name: 'App', origins: ['http://app.localhost:4000'], scopes: [...defaultScopes] };
    await pushApp(
      world.services,
      { ...manifest, collections: { things: { schema: thingSchema, purpose: 'Things', indexes: { likes: 'likes' } } } },
      alice,
    );
    const as = (did: Did) => router(appsProcedures).createCaller(world.person(did));
    expect(await as(alice).indexes({ id })).toMatchObject([{ collection: `${id}/things`, name: 'likes', state: 'ready' }]);
    await expect(as(bob).indexes({ id })).rejects.toMatchObject({ cause: { code: 'unknown_app' } });
    await expect(as(bob).indexes({ id: 'no-such-app' })).rejects.toMatchObject({ cause: { code: 'unknown_app' } });
  });
});
