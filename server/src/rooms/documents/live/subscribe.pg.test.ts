import { limits } from '@vibe/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, dan, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';
import { type LiveResults, type Queries, subscriber } from '../../../../../tests/harness/live-results.ts';
import type { Context } from '../../../platform/context.ts';
import { pushApp } from '../../apps/index.ts';
import { subscribeHub } from './subscribe-hub.ts';

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const collection = 'feeds/posts' as const;
const everyone = { read: { allow: ['*' as const] } };
const as = (did: typeof alice) => documentsOf(world.app(did));
let rooms = 0;
/** Each test has documents of its own: those of its room. */
const newRoom = () => `room${rooms++}`;
const text = (room: string, more: Record<string, unknown> = {}) => ({ text: room, ...more });
const inRoom = (room: string, more: Record<string, unknown> = {}) => ({ collection, owner: alice, where: { text: room }, ...more });
const create = (
  room: string,
  id: string,
  body: Record<string, unknown> = {},
  acl: Parameters<ReturnType<typeof as>['create']>[0]['acl'] = everyone,
) => as(alice).create({ collection, id: `${room}~${id}`, body: text(room, body), acl });
const short = (ids: string) => ids.replaceAll(/room\d+~/g, '');
async function subscribed(ctx: Context, queries: Queries, lastEventId?: string, results?: LiveResults) {
  const stream = subscriber(ctx, queries, lastEventId, results);
  await stream.ready();
  return stream;
}

describe('a live query', () => {
  test('gives its result, and then each insert, update, move and removal where it happens', async () => {
    const room = newRoom();
    await create(room, 'a', { likes: 1 });
    await create(room, 'b', { likes: 2 });
    await using bobs = await subscribed(world.app(bob), { top: inRoom(room, { sort: '-likes' }) });
    expect(bobs.results.log).toEqual(['result top', 'ready']);
    expect(short(bobs.ids('top'))).toBe('b a');
    const c = await create(room, 'c', { likes: 3 });
    expect(await bobs.next()).toBe('patch top insert 0');
    const lower = await as(alice).update({ collection, id: c.id, rev: c.rev, body: text(room, { likes: 0 }) });
    expect(await bobs.next()).toBe('patch top move 0 2');
    const same = await as(alice).update({ collection, id: c.id, rev: lower.rev, body: text(room, { likes: 0, more: true }) });
    expect(await bobs.next()).toBe('patch top update 2');
    expect(bobs.results.results.get('top')?.documents[2]).toMatchObject({ rev: same.rev, body: { more: true } });
    await as(alice).update({ collection, id: c.id, rev: same.rev, body: text('elsewhere') });
    expect(await bobs.next()).toBe('patch top remove 2');
    expect(short(bobs.ids('top'))).toBe('b a');
  });

  test('shows its limit, says whether there is more, and fills up what was removed', async () => {
    const room = newRoom();
    const made: { id: string; rev: string }[] = [];
    for (const id of ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']) made.push(await create(room, id));
    await using stream = await subscribed(world.visitor(), { newest: inRoom(room, { limit: 2, scope: 'public' }) });
    expect(short(stream.ids('newest'))).toBe('12 11 …');
    const remove = (at: number) => as(alice).remove({ collection, id: made[at]?.id as string, rev: made[at]?.rev as string });
    await remove(11);
    await stream.until(() => short(stream.ids('newest')) === '11 10 …');
    await create(room, '13');
    await stream.until(() => short(stream.ids('newest')) === '13 11 …');
    // More than it knows beyond what it shows.
    for (let at = 10; at > 1; at--) await remove(at);
    await stream.until(() => short(stream.ids('newest')) === '13 2 …');
    await remove(1);
    await stream.until(() => short(stream.ids('newest')) === '13 1');
    await remove(0);
    await stream.until(() => short(stream.ids('newest')) === '13');
  });

  test('sees and shows what its reader may, as that changes', async () => {
    const room = newRoom();
    await using bobs = await subscribed(world.app(bob), { all: inRoom(room) });
    const one = await create(room, 'one', {}, {});
    const open = await as(alice).update({ collection, id: one.id, rev: one.rev, acl: { read: { allow: [bob] } } });
    expect(await bobs.next()).toBe('patch all insert 0');
    const editable = await as(alice).update({
      collection,
      id: one.id,
      rev: open.rev,
      acl: { read: { allow: [bob] }, write: { allow: [bob] } },
    });
    expect(await bobs.next()).toBe('patch all update 0');
    expect(bobs.results.results.get('all')?.documents[0]?.acl).toBeDefined();
    const denied = await as(alice).update({ collection, id: one.id, rev: editable.rev, acl: { read: { allow: ['*'], deny: [bob] } } });
    expect(await bobs.next()).toBe('patch all remove 0');
    await as(alice).update({ collection, id: one.id, rev: denied.rev, acl: everyone });
    expect(await bobs.next()).toBe('patch all insert 0');
  });

  test.each([
    ['own', 'mine, mine in public'],
    ['shared', 'shared with me'],
    ['public', "alice's in public, mine in public"],
    ['all', "alice's in public, mine, mine in public, shared with me"],
  ])('of scope %s follows the same documents as find', async (scope, expected) => {
    const room = newRoom();
    const query = { collection: 'feeds/posts' as const, scope, where: { text: room } } as const;
    const ctx = world.app(bob);
    // Global queries need an index; the scope alone is what is tested.
    const { where: _, ...global } = query;
    await using stream = await subscribed(ctx, { it: scope === 'own' ? query : { ...global, limit: 100 } });
    const before = new Set(stream.results.results.get('it')?.documents.map((each) => each.id));
    const id = (name: string) => `${name} ${scope}`.replaceAll(/[^a-z]/g, '-');
    const made = async (
      did: typeof alice,
      name: string,
      acl: typeof everyone | Record<string, never> | { read: { allow: (typeof bob)[] } },
    ) => as(did).create({ collection, id: id(name), body: { text: room, name }, acl });
    await made(alice, "alice's", {});
    await made(alice, "alice's in public", everyone);
    await made(alice, 'shared with me', { read: { allow: [bob] } });
    await made(bob, 'mine', {});
    await made(bob, 'mine in public', everyone);
    const names = () =>
      (stream.results.results.get('it')?.documents ?? [])
        .filter((each) => !before.has(each.id))
        .map((each) => each.body.name)
        .sort()
        .join(', ');
    await stream.until(() => names() === expected);
    const { documents } = await documentsOf(ctx).list({ collection, scope: scope as 'own', limit: 100 });
    expect(stream.results.results.get('it')?.documents.map((each) => each.id)).toEqual(
      scope === 'own' ? documents.filter((each) => each.body.text === room).map((each) => each.id) : documents.map((each) => each.id),
    );
  });

  test('that cannot be answered is refused alone', async () => {
    const room = newRoom();
    await create(room, 'a');
    await using stream = await subscribed(world.visitor(), {
      good: inRoom(room),
      unknown: { collection: 'feeds/nothing' },
      mine: { collection, scope: 'own' },
      closed: { collection: 'feeds/drafts' },
      wrong: { collection, where: { text: { matches: '.*' } } },
      page: { collection, cursor: 'x' },
      global: { collection, where: { text: 'x' } },
    });
    expect(Object.fromEntries(stream.results.refused)).toEqual({
      unknown: 'unknown_collection',
      mine: 'not_signed_in',
      closed: 'not_signed_in',
      wrong: 'bad_request',
      page: 'bad_request',
      global: 'index_required',
    });
    expect(short(stream.ids('good'))).toBe('a');
    await create(room, 'b');
    expect(await stream.next()).toBe('patch good insert 0');
  });

  test('of a stream that asks for too many documents together is refused', async () => {
    const queries = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`q${at}`, { collection, limit: limits.subscribedDocuments }]));
    await using stream = await subscribed(world.visitor(), queries);
    expect([...stream.results.refused]).toEqual([['q4', 'bad_request']]);
  });
});

describe('a subscriber who comes back', () => {
  test('gets nothing again of what is as it was, and a result of what is not', async () => {
    const [still, moved] = [newRoom(), newRoom()];
    await create(still, 'a');
    const b = await create(moved, 'b');
    const queries = { still: inRoom(still), moved: inRoom(moved) };
    const before = await subscribed(world.app(bob), queries);
    await create(moved, 'c');
    await before.next();
    const { position } = before;
    await before[Symbol.asyncDispose]();

    const unchanged = await subscribed(world.app(bob), queries, position);
    expect(unchanged.results.log).toEqual(['ready']);
    expect(unchanged.position).toBe(position);
    await unchanged[Symbol.asyncDispose]();

    await as(alice).remove({ collection, id: b.id, rev: b.rev });
    const { results } = before;
    results.log.splice(0);
    await using after = await subscribed(world.app(bob), { ...queries, added: inRoom(still, { limit: 1 }) }, position, results);
    expect(results.log).toEqual(['result moved', 'result added', 'ready']);
    expect(short(after.ids('moved'))).toBe('c');
    await create(still, 'd');
    await after.until(() => results.log.length >= 5);
    expect(results.log.slice(3).sort()).toEqual(['patch added remove 0, insert 0', 'patch still insert 0']);
  });

  test('is in the middle of several results where it broke off', async () => {
    const [one, two] = [newRoom(), newRoom()];
    await create(one, 'a');
    await create(two, 'b');
    const queries = { one: inRoom(one), two: inRoom(two) };
    const before = subscriber(world.app(bob), queries);
    expect(await before.next()).toBe('result one');
    const { position } = before;
    await before[Symbol.asyncDispose]();
    await using after = await subscribed(world.app(bob), queries, position);
    expect(after.results.log).toEqual(['result two', 'ready']);
  });

  test('as somebody who may see less gets what they may see', async () => {
    const room = newRoom();
    await create(room, 'a', {}, { read: { allow: [bob] } });
    const before = await subscribed(world.app(bob), { it: inRoom(room) });
    expect(short(before.ids('it'))).toBe('a');
    const { position } = before;
    await before[Symbol.asyncDispose]();
    await using after = await subscribed(world.app(carol), { it: inRoom(room) }, position);
    expect(after.results.log).toEqual(['result it', 'ready']);
    expect(after.ids('it')).toBe('');
  });

  test.each(['nonsense', '../../x', 's1234567', '0000.1.1.00000000', `s${'A'.repeat(168)}`])('from %j is refused', async (position) => {
    await expect(subscribed(world.app(bob), { it: inRoom('x') }, position)).rejects.toMatchObject({ code: 'bad_cursor' });
  });
});

test('a subscriber who does not read gets what is there when they read again, and nothing is kept for them', async () => {
  const room = newRoom();
  await using slow = await subscribed(world.visitor(), { it: inRoom(room, { limit: 50 }) });
  for (let at = 0; at < 200; at += 20) await Promise.all(Array.from({ length: 20 }, (_, more) => create(room, `${at + more}`)));
  await using fast = await subscribed(world.visitor(), { it: inRoom(room, { limit: 50 }) });
  await slow.until(() => slow.ids('it') === fast.ids('it'));
  expect(slow.results.log.length).toBeLessThan(20);
  expect(slow.results.received.size).toBeLessThan(200);
});

test('a visitor’s limit of streams counts subscriptions, and what ended is forgotten', async () => {
  const open = await Promise.all(
    Array.from({ length: limits.liveStreamsPerPrincipal }, () => subscribed(world.app(dan), { it: inRoom('dan') })),
  );
  await expect(subscribed(world.app(dan), { it: inRoom('dan') })).rejects.toMatchObject({ code: 'rate_limited' });
  for (const each of open) await each[Symbol.asyncDispose]();
  expect(subscribeHub(world.services).isEmpty).toBe(true);
});

describe('a query that the database has to answer', () => {
  const library = 'library/books' as const;
  const reviews = 'library/reviews' as const;
  const authors = 'library/authors' as const;
  const owned = (did: typeof alice) => documentsOf(world.app(did, ['documents:read', 'documents:write'], 'library'));
  const reference = (name: typeof library | typeof authors, id: string) => ({ did: alice, collection: name, id });
  beforeAll(async () => {
    const open = { purpose: 'Books', public: true };
    await pushApp(world.services, {
      ...{
        id: 'library',
        name: 'Library',
        origins: ['http://library.localhost:4000'],
        scopes: ['openid', 'documents:read', 'documents:write'],
      },
      collections: {
        books: {
          ...open,
          schema: { type: 'object', properties: { title: { type: 'string' }, author: { type: 'object' } } },
          relations: { author: { field: 'author', collection: 'authors' }, reviews: { from: 'reviews', field: 'of' } },
          search: { fields: ['title'], language: 'english' },
        },
        authors: { ...open, schema: { type: 'object', properties: { name: { type: 'string' } } } },
        reviews: { ...open, schema: { type: 'object', properties: { of: { type: 'object' } } }, indexes: { byBook: 'of' } },
      },
    });
  });

  test('as it is searched, gains and loses what the words find', async () => {
    await using stream = await subscribed(world.visitor(), { found: { collection: library, owner: alice, search: 'running' } });
    expect(stream.ids('found')).toBe('');
    const book = await owned(alice).create({ collection: library, id: 'runs', body: { title: 'Who runs far' }, acl: everyone });
    await owned(alice).create({ collection: library, id: 'sits', body: { title: 'Who sits' }, acl: everyone });
    await stream.until(() => stream.ids('found') === 'runs');
    await owned(alice).update({ collection: library, id: 'runs', rev: book.rev, body: { title: 'Who walked far' } });
    await stream.until(() => stream.ids('found') === '');
  });

  test('as it follows relations, shows what becomes of the related documents', async () => {
    const author = { name: 'Ada' };
    await owned(alice).create({
      ...{ collection: library, id: 'notes', acl: everyone },
      body: { title: 'Notes', author: reference(authors, 'ada') },
    });
    const expand = { author: true, reviews: true } as const;
    await using stream = await subscribed(world.visitor(), {
      books: { collection: library, owner: alice, where: { title: 'Notes' }, expand },
    });
    const expanded = () =>
      stream.results.results.get('books')?.documents[0]?.expanded as { author: { body: unknown } | null; reviews: unknown[] };
    expect(expanded()).toEqual({ author: null, reviews: [] });
    // What was named and not there comes, changes, and goes.
    const ada = await owned(alice).create({ collection: authors, id: 'ada', body: author, acl: everyone });
    await stream.until(() => expanded().author !== null);
    const married = await owned(alice).update({ collection: authors, id: 'ada', rev: ada.rev, body: { name: 'Ada Lovelace' } });
    await stream.until(() => JSON.stringify(expanded().author?.body).includes('Lovelace'));
    await owned(alice).update({ collection: authors, id: 'ada', rev: married.rev, acl: {} });
    await stream.until(() => expanded().author === null);
    // So does what refers to it.
    const review = await owned(bob).create({ collection: reviews, id: 'good', body: { of: reference(library, 'notes') }, acl: everyone });
    await stream.until(() => expanded().reviews.length === 1);
    await owned(bob).update({ collection: reviews, id: 'good', rev: review.rev, body: { of: reference(library, 'other') } });
    await stream.until(() => expanded().reviews.length === 0);
  });
});
