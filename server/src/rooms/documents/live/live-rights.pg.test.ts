import type { Did } from '@vibe/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DocumentsWorld, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';
import { subscriber } from '../../../../../tests/harness/live-results.ts';
import { systemClock } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { pushApp } from '../../apps/index.ts';
import { issueCertificate, revokeCertificate } from '../../certificates/index.ts';
import { createAccount } from '../../identity/index.ts';
import { mintAccessToken, revokeGrants } from '../../oauth/index.ts';
import { liveDocuments } from './documents.live.ts';

let world: DocumentsWorld;
/** Another process with the same database. */
let other: DocumentsWorld;
let school: Did;
beforeAll(async () => {
  world = await documentsWorld();
  Object.assign(world.services, { clock: { ...systemClock, now: () => new Date(Date.now() + aheadMs) } });
  other = await documentsWorld({ url: world.url, [Symbol.asyncDispose]: async () => {} });
  school = (await account('school')).did;
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Somebody with an account and a grant that can be withdrawn. */
async function account(handle: string): Promise<{ did: Did; ctx: Context }> {
  const did = (await createAccount(world.services, { handle, name: handle })).did as Did;
  const { token } = await mintAccessToken(world.services, { did, appId: 'feeds', scopes: ['documents:read', 'documents:write'] });
  const { gid: grantId } = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as { gid: string };
  const ctx = world.app(did);
  return { did, ctx: { ...ctx, asker: { ...ctx.asker, grantId } as typeof ctx.asker } };
}

const collection = 'feeds/posts' as const;
const post = (did: Did, id: string, allow: readonly unknown[]) =>
  documentsOf(world.app(did)).create({ collection, id, body: { text: id }, acl: { read: { allow: allow as [] } } });
/** How far the clock of this process has been put forward. */
let aheadMs = 0;

function live(ctx: Context) {
  const controller = new AbortController();
  const stream = liveDocuments(ctx, { collection, scope: 'all' }, controller.signal);
  const next = async () => {
    const { value } = await stream.next();
    if (!value) return 'ended';
    return value.event.type === 'put' ? `put ${value.event.document.id}` : value.event.type;
  };
  return {
    next,
    /** The next but for what may come before it: to be told twice does no harm. */
    nextBut: async (...passed: string[]) => {
      let event = await next();
      while (passed.includes(event)) event = await next();
      return event;
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await stream.return(undefined).catch(() => {});
    },
  };
}

describe('who becomes a pupil while a stream is open', () => {
  test.each(['this process', 'another process'])('reads what pupils may, until they are none: told by %s', async (where) => {
    const { services } = where === 'this process' ? world : other;
    const type = where === 'this process' ? 'pupil' : 'student';
    const { did, ctx } = await account(type);
    await post(school, `for-${type}`, [{ issuer: school, type }]);
    await using results = subscriber(ctx, { it: { collection, owner: school } });
    await results.ready();
    await using events = live(ctx);
    expect(await events.next()).toBe('ready');
    const before = results.ids('it');
    const issued = await issueCertificate(services, school, { subject: did, type, claims: {} });
    await results.until(() => results.ids('it') !== before);
    expect(results.ids('it')).toContain(`for-${type}`);
    expect(await events.next()).toBe('resync');
    await post(school, `more-for-${type}`, [{ issuer: school, type }]);
    await results.until(() => results.ids('it').includes(`more-for-${type}`));
    // The first is older than the stream, but may come into it now: somebody else's open transaction holds the feed back.
    expect(await events.nextBut('resync', `put for-${type}`)).toBe(`put more-for-${type}`);
    await revokeCertificate(services, school, { id: issued.id });
    await results.until(() => results.ids('it') === before);
    expect(await events.nextBut(`put more-for-${type}`)).toBe('resync');
  });

  test('and is something else besides, is in the group of those who are both', async () => {
    const { did, ctx } = await account('both');
    await issueCertificate(world.services, school, { subject: did, type: 'singer', claims: {} });
    await using results = subscriber(ctx, { it: { collection, owner: school } });
    await results.ready();
    const both = [
      { issuer: school, type: 'singer' },
      { issuer: school, type: 'dancer' },
    ];
    await post(school, 'for-both', [both]);
    await issueCertificate(world.services, school, { subject: did, type: 'dancer', claims: {} });
    await results.until(() => results.ids('it').includes('for-both'));
    // A group that nobody had named before reaches those who are in it already.
    await post(school, 'for-this-one', [[did, { issuer: school, type: 'dancer' }]]);
    await results.until(() => results.ids('it').includes('for-this-one'));
  });
});

// Each waits for the next look at its rights: all three at once.
describe.concurrent('while it is open', () => {
  test('a subscription ends with an error when the consent behind it is withdrawn', async () => {
    const { did, ctx } = await account('leaving');
    await using results = subscriber(ctx, { it: { collection, owner: school } });
    await results.ready();
    await revokeGrants(world.services, { did, appId: 'feeds' });
    await expect(results.next()).rejects.toMatchObject({ code: 'invalid_token' });
  });

  test('a collection that is closed to visitors, or is no more, ends their queries of it and no others', async () => {
    const board = (collections: Record<string, unknown>) =>
      pushApp(world.services, {
        ...{ id: 'board', name: 'Board', origins: ['http://board.localhost:4000'], scopes: ['openid', 'documents:read'] },
        collections: collections as never,
      });
    const thing = { purpose: 'Things', schema: { type: 'object' } };
    await board({ open: { ...thing, public: true }, closing: { ...thing, public: true }, ending: { ...thing, public: true } });
    await using results = subscriber(world.visitor(), {
      open: { collection: 'board/open' },
      closing: { collection: 'board/closing' },
      ending: { collection: 'board/ending' },
    });
    await results.ready();
    await board({ open: { ...thing, public: true }, closing: thing });
    await results.until(() => results.results.refused.size === 2);
    expect(Object.fromEntries(results.results.refused)).toEqual({ closing: 'not_signed_in', ending: 'unknown_collection' });
    await documentsOf(world.app(school, ['documents:write', 'documents:read'], 'board')).create({
      ...{ collection: 'board/open', id: 'still', body: {} },
      acl: { read: { allow: ['*'] } },
    });
    await results.until(() => results.ids('open') === 'still');
  });

  test('a query whose index is dropped is refused with the index that it needs', async () => {
    const shelf = (indexes: Record<string, unknown>) =>
      pushApp(world.services, {
        ...{ id: 'shelf', name: 'Shelf', origins: ['http://shelf.localhost:4000'], scopes: ['openid', 'documents:read'] },
        collections: {
          books: {
            ...{ purpose: 'Books', public: true, indexes: indexes as never },
            schema: { type: 'object', properties: { author: { type: 'string' } } },
          },
        },
      });
    await shelf({ byAuthor: 'author' });
    await using results = subscriber(world.visitor(), { hers: { collection: 'shelf/books', where: { author: 'Ada' } } });
    await results.ready();
    await shelf({});
    await results.until(() => results.results.refused.size > 0);
    expect(Object.fromEntries(results.results.refused)).toEqual({ hers: 'index_required' });
  });
});

test('a certificate that runs out ends what it let see, without anybody saying so', async () => {
  const { did, ctx } = await account('guest');
  await post(school, 'for-guests', [{ issuer: school, type: 'guest' }]);
  await using results = subscriber(ctx, { it: { collection, owner: school } });
  await results.ready();
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  await issueCertificate(world.services, school, { subject: did, type: 'guest', claims: {}, expiresAt });
  await results.until(() => results.ids('it').includes('for-guests'));
  aheadMs = 2 * 3_600_000;
  await results.until(() => !results.ids('it').includes('for-guests'));
});
