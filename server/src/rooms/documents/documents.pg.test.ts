import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../tests/harness/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const collection = 'feeds/posts' as const;
const drafts = 'feeds/drafts' as const;
const as = (did: typeof alice) => documentsOf(world.app(did));
const everyone = { read: { allow: ['*' as const] } };

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
    await expect(as(alice).get({ collection, id: 'first' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('gets an id when it comes without one', async () => {
    const { id } = await as(alice).create({ collection, body: { text: 'who am I' } });
    expect((await as(alice).get({ collection, id })).body).toEqual({ text: 'who am I' });
  });
});
