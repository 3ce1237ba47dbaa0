import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { documentsProcedures } from '../../server/src/rooms/documents/index.ts';
import { alice, bob, type DocumentsWorld, documentsOf, documentsWorld } from '../harness/documents.ts';

/*
 * Bob goes for what is alice's alone, by every procedure there is, once through the whole room and once with its policy answering yes to everything:
 * what is left then is row level security.
 */
const answers = vi.hoisted(() => ({ always: false }));
vi.mock('../../server/src/rooms/documents/documents.policy.ts', async (original) => {
  const real = await original<typeof import('../../server/src/rooms/documents/documents.policy.ts')>();
  const unless =
    <Rule extends (...args: never[]) => unknown>(rule: Rule, yes: unknown) =>
    (...args: Parameters<Rule>) =>
      answers.always ? yes : rule(...args);
  return {
    ...real,
    mayReadCollection: unless(real.mayReadCollection, 'readable'),
    mayWriteCollection: unless(real.mayWriteCollection, 'yes'),
    mayRead: unless(real.mayRead, true),
    mayEdit: unless(real.mayEdit, true),
    mayShare: unless(real.mayShare, true),
    maySeeAcl: unless(real.maySeeAcl, true),
    mayCreate: unless(real.mayCreate, true),
  };
});

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const collection = 'feeds/posts' as const;
const everyone = { read: { allow: ['*' as const] } };
const notFound = expect.objectContaining({ code: 'not_found' });

describe.each([
  ['by the rules of the room', false],
  ['by row level security alone', true],
])('what is one person’s alone is refused to another %s:', (_, always) => {
  const id = always ? 'second' : 'first';
  let rev: string;
  const target = { collection, id, owner: alice };
  const bobs = () => documentsOf(world.app(bob));

  beforeAll(async () => {
    answers.always = false;
    ({ rev } = await documentsOf(world.app(alice)).create({ collection, id, body: { text: 'secret' } }));
    answers.always = always;
  });

  const attempts: Record<keyof typeof documentsProcedures, () => Promise<void>> = {
    async get() {
      await expect(bobs().get(target)).rejects.toEqual(notFound);
      await expect(documentsOf(world.visitor()).get(target)).rejects.toEqual(notFound);
    },
    async list() {
      for (const scope of ['own', 'shared', 'public', 'all'] as const) {
        expect((await bobs().list({ collection, scope, limit: 100 })).documents.filter((each) => each.owner === alice)).toEqual([]);
      }
    },
    async create() {
      const made = await bobs().create({ collection, id, body: { text: 'his own' } });
      expect(made.owner).toBe(bob);
      const planting = bobs().create({ collection, id: 'planted', owner: alice, body: { text: 'planted' } });
      await expect(planting).rejects.toMatchObject({ code: always ? 'internal' : 'forbidden' });
    },
    async update() {
      await expect(bobs().update({ ...target, rev, body: { text: 'his now' } })).rejects.toEqual(notFound);
      await expect(bobs().update({ ...target, rev, acl: everyone })).rejects.toEqual(notFound);
      await expect(bobs().update({ ...target, rev, body: { text: 'his now' }, acl: everyone })).rejects.toEqual(notFound);
    },
    async remove() {
      await expect(bobs().remove({ ...target, rev })).rejects.toEqual(notFound);
    },
    async batch() {
      const his = { ...target, rev, body: { text: 'his now' } };
      const tries = [
        { op: 'update', ...his },
        { op: 'update', ...his, conflict: 'keep' },
        { op: 'remove', ...target, rev },
      ] as const;
      for (const write of tries) {
        await expect(bobs().batch({ atomic: true, writes: [write] })).rejects.toEqual(notFound);
        expect(await bobs().batch({ atomic: false, writes: [write] })).toMatchObject({
          results: [{ ok: false, error: { code: 'not_found' } }],
        });
      }
    },
    async conflicts() {
      await expect(bobs().conflicts(target)).rejects.toEqual(notFound);
      await expect(documentsOf(world.visitor()).conflicts(target)).rejects.toEqual(notFound);
    },
    async resolve() {
      await expect(bobs().resolve({ ...target, rev, body: { text: 'his now' } })).rejects.toEqual(notFound);
    },
    async history() {
      const kept = { ...target, collection: 'feeds/kept' as const };
      await documentsOf(world.app(alice)).create({ collection: kept.collection, id, body: { text: 'secret' } });
      await expect(bobs().history(kept)).rejects.toEqual(notFound);
    },
    async pull() {
      expect((await bobs().pull({})).rows.filter((row) => row.owner === alice)).toEqual([]);
    },
    async find() {
      for (const query of [{ owner: alice }, {}, { scope: 'shared' }, { owner: alice, where: { text: 'secret' } }] as const) {
        const found = await bobs().find({ collection, ...query, limit: 100 });
        expect([query, found.documents.filter((each) => each.owner === alice)]).toEqual([query, []]);
      }
    },
    async count() {
      expect(await bobs().count({ collection, owner: alice })).toEqual({ count: 0 });
      expect(await bobs().count({ collection, owner: alice, where: { text: 'secret' } })).toEqual({ count: 0 });
    },
    async aggregate() {
      const { groups } = await bobs().aggregate({ collection, owner: alice, groupBy: ['text'] });
      expect(groups).toEqual([]);
    },
    async subscribe() {
      const queries = [
        { key: 'hers', query: { collection, owner: alice } },
        { key: 'all', query: { collection } },
      ];
      const stream = (await bobs().subscribe({ queries }))[Symbol.asyncIterator]();
      const heard: unknown[] = [];
      // Until the mark: what came to her before it would have come before it to him.
      for (let isReady = false; !isReady; ) {
        const [, event] = (await stream.next()).value as unknown as [string, { type: string }];
        heard.push(event);
        isReady = event.type === 'ready';
      }
      const current = await documentsOf(world.app(alice)).update({ collection, id, rev, body: { text: 'secret' } });
      rev = current.rev;
      const mark = await bobs().create({ collection, body: { text: 'mark of the subscription' } });
      for (let isThere = false; !isThere; ) {
        const [, event] = (await stream.next()).value as unknown as [string, unknown];
        heard.push(event);
        isThere = JSON.stringify(event).includes(mark.id);
      }
      await stream.return?.();
      expect(JSON.stringify(heard)).not.toContain('secret');
    },
    async setCollectionAcl() {
      await bobs().setCollectionAcl({ collection, acl: { create: { allow: ['*'] } } });
      expect(await documentsOf(world.app(alice)).collectionAcl({ collection })).toEqual({ acl: {}, from: 'manifest' });
      await bobs().setCollectionAcl({ collection, acl: null });
    },
    async collectionAcl() {
      await documentsOf(world.app(alice)).setCollectionAcl({ collection, acl: { read: { allow: ['did:web:friend'] } } });
      expect(await bobs().collectionAcl({ collection })).toEqual({ acl: {}, from: 'manifest' });
      await documentsOf(world.app(alice)).setCollectionAcl({ collection, acl: null });
    },
    async explainAccess() {
      await expect(bobs().explainAccess(target)).rejects.toEqual(notFound);
      await expect(bobs().explainAccess({ ...target, did: alice })).rejects.toEqual(notFound);
    },
    async live() {
      const stream = (await bobs().live({ collection }))[Symbol.asyncIterator]();
      await stream.next();
      const current = await documentsOf(world.app(alice)).update({ collection, id, rev, body: { text: 'secret' } });
      rev = current.rev;
      const mark = await bobs().create({ collection, body: { text: 'mark' } });
      // The first thing he hears is his own, although hers came before.
      expect((await stream.next()).value).toMatchObject([
        expect.any(String),
        { type: 'put', document: { id: mark.id } },
        expect.anything(),
      ]);
      await stream.return?.();
    },
  };

  test.each(Object.keys(documentsProcedures) as (keyof typeof documentsProcedures)[])('%s', async (procedure) => {
    const attempt = attempts[procedure];
    if (!attempt) throw new Error(`nobody has tried ${procedure}`);
    await attempt();
    expect((await documentsOf(world.app(alice)).get(target)).body).toEqual({ text: 'secret' });
  });
});

test('someone who may only read cannot write, and someone who may write cannot share, by row level security alone', async () => {
  answers.always = false;
  const acl = { read: { allow: [bob] } };
  const shared = await documentsOf(world.app(alice)).create({ collection, id: 'readable', body: { text: '1' }, acl });
  const edited = await documentsOf(world.app(alice)).create({
    collection,
    id: 'writable',
    body: { text: '1' },
    acl: { ...acl, write: { allow: [bob] } },
  });
  answers.always = true;
  const bobs = documentsOf(world.app(bob));
  const readable = { collection, owner: alice, id: 'readable', rev: shared.rev };
  await expect(bobs.update({ ...readable, body: { text: '2' } })).rejects.toMatchObject({ code: 'revision_conflict' });
  await expect(bobs.remove(readable)).rejects.toMatchObject({ code: 'revision_conflict' });
  const writable = { collection, owner: alice, id: 'writable', rev: edited.rev };
  await expect(bobs.update({ ...writable, acl: { read: { allow: ['*'] }, write: { allow: [bob] } } })).rejects.toMatchObject({
    code: 'internal',
  });
  expect((await bobs.update({ ...writable, body: { text: '2' } })).body).toEqual({ text: '2' });
  answers.always = false;
  expect((await documentsOf(world.app(alice)).get({ collection, id: 'readable' })).body).toEqual({ text: '1' });
});
