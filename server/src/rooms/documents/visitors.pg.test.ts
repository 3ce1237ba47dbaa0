import { type AclInput, acl as parsedAcl } from '@vibe/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alice, bob, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../tests/harness/documents.ts';
import { subscriber } from '../../../../tests/harness/live-results.ts';
import { mayVisitorRead } from './documents.policy.ts';

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const collections = { 'feeds/posts': true, 'feeds/drafts': false } as const;
const acls: Readonly<Record<string, AclInput>> = {
  private: {},
  public: { read: { allow: ['*'] } },
  'for-bob': { read: { allow: [bob] } },
  'not-for-bob': { read: { allow: ['*'], deny: [bob] } },
  'for-nobody-in-the-end': { read: { allow: ['*'], deny: ['*'] } },
  'to-write-for-all': { read: { allow: [bob] }, write: { allow: ['*'] } },
};

test('through every door a visitor gets what the one rule allows, and nothing else', async () => {
  const visitor = documentsOf(world.visitor());
  for (const [collection, isPublic] of Object.entries(collections) as [keyof typeof collections, boolean][]) {
    const facts = { appId: 'feeds', public: isPublic };
    const allowed: string[] = [];
    for (const [id, acl] of Object.entries(acls)) {
      await documentsOf(world.app(alice)).create({ collection, id, body: { text: id }, acl });
      const may = mayVisitorRead(facts, { owner: alice, acl: parsedAcl.parse(acl) });
      if (may) allowed.push(id);
      const got = await visitor.get({ collection, id, owner: alice }).then(
        () => true,
        () => false,
      );
      expect([collection, id, got]).toEqual([collection, id, may]);
    }
    expect(allowed).toEqual(isPublic ? ['public', 'not-for-bob'] : []);
    const all = { collection, scope: 'public' as const, limit: 50 };
    const doors = {
      list: async () => (await visitor.list(all)).documents.map(({ id }) => id),
      find: async () => (await visitor.find(all)).documents.map(({ id }) => id),
      count: async () => Array((await visitor.count({ collection, scope: 'public' })).count).fill('?'),
      subscribe: async () => {
        await using stream = subscriber(world.visitor(), { it: all });
        await stream.until(() => stream.results.refused.has('it') || stream.results.results.has('it'));
        return stream.results.refused.get('it') ?? stream.ids('it').split(' ');
      },
    };
    for (const [door, ask] of Object.entries(doors)) {
      const seen = await ask().catch((error: { code?: string }) => error.code);
      const expected = isPublic ? (door === 'count' ? ['?', '?'] : [...allowed].sort()) : 'not_signed_in';
      expect([door, Array.isArray(seen) ? seen.sort() : seen]).toEqual([door, expected]);
    }
    expect(mayVisitorRead(facts)).toBe(isPublic);
  }
});
