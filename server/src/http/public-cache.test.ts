import { type Did, limits } from '@vibe/shared';
import { beforeEach, expect, test } from 'vitest';
import type { Ground, Services } from '../platform/context.ts';
import { createLifetime } from '../platform/lifetime.ts';
import { findApp } from '../rooms/apps/index.ts';
import { type Change, changeFeed } from '../rooms/changes/index.ts';
import { type Answer, PublicCache } from './public-cache.ts';
import { answerOf } from './public-cache-answer.ts';

const posts: Ground = { appId: 'feeds', manifestVersion: 1, collection: 'feeds/posts' };
const owner: Did = 'did:example:alice';
const change = (id: string, more: Partial<Change> = {}) =>
  ({ collection: 'feeds/posts', owner, id, n: ++n, readers: ['*'], denied: [], lost: [], ...more }) as unknown as Change;
let n = 0n;
let services: Services;
let cache: PublicCache;
let manifestVersion: number;
let reads: string[];

/** The feed's eyes are ours; the database knows one app and nothing else. */
const see = (...changes: Change[]) => {
  const look = changeFeed(services).sight.look();
  look.saw(changes, []);
  look.end(true);
};
const row = () => ({
  ...{ id: 'feeds', did: owner, client_id: 'feeds', owner_did: null, manifest_version: manifestVersion },
  manifest: { id: 'feeds', name: 'Feeds', origins: ['http://feeds.localhost:4000'], scopes: ['openid'], collections: {} },
});

beforeEach(async () => {
  manifestVersion = 1;
  reads = [];
  const gone = () => Promise.reject(new Error('the database is not here'));
  const system: object = new Proxy({}, { get: (_, name) => (name === 'executeTakeFirst' ? async () => row() : () => system) });
  services = {
    ...{ lifetime: createLifetime(), clock: { now: () => new Date() }, log: { debug() {}, warn() {} }, publicUrl: 'http://localhost' },
    database: { feed: gone, read: gone, system },
  } as unknown as Services;
  cache = new PublicCache(services);
  see();
  expect(await findApp(services, 'feeds')).toMatchObject({ manifestVersion: 1 });
});

const get = (key: string, grounds: readonly Ground[] = [posts], text = key) =>
  cache.get(key, async (standsOn) => {
    reads.push(key);
    for (const ground of grounds) standsOn(ground);
    return answerOf(Buffer.from(text));
  });

test('an answer is given again until a change touches what it stands on', async () => {
  const [first, second] = [await get('/a'), await get('/a')];
  expect([first, cache.atHand('/a')]).toEqual([second, second]);
  see(change('d1'));
  expect(cache.atHand('/a')).toBeUndefined();
  await get('/a');
  expect(reads).toEqual(['/a', '/a']);
});

test.each<[string, Partial<Change>, boolean]>([
  ['everyone may read it', { readers: ['*'] }, true],
  ['everyone lost it', { readers: [], lost: ['*'] }, true],
  ['everyone is denied it', { readers: ['did:example:bob'], denied: ['*'] }, true],
  ['it is private', { readers: [] }, false],
  ['it is shared by name', { readers: ['did:example:bob'], lost: ['did:example:carol'] }, false],
  ['it is in another collection', { collection: 'feeds/notes' as Change['collection'] }, false],
])('a change of a document: %s', async (_, more, touches) => {
  await get('/a');
  see(change('d1', more));
  expect(cache.atHand('/a') === undefined).toBe(touches);
});

test('an answer that is one document stands on that one alone; one from two collections on both', async () => {
  await get('/one', [{ ...posts, document: { owner, id: 'd1' } }]);
  await get('/both', [posts, { ...posts, collection: 'feeds/people' }]);
  see(change('d2'));
  expect([cache.atHand('/one'), cache.atHand('/both')]).toEqual([expect.anything(), undefined]);
  await get('/both', [posts, { ...posts, collection: 'feeds/people' }]);
  see(change('d1'), change('p1', { collection: 'feeds/people' as Change['collection'] }));
  expect([cache.atHand('/one'), cache.atHand('/both')]).toEqual([undefined, undefined]);
});

test('a change that is seen while its document is being read is not overlooked', async () => {
  const database = Promise.withResolvers<Answer>();
  const before = cache.get('/a', (standsOn) => {
    standsOn(posts);
    return database.promise;
  });
  await Promise.resolve();
  see(change('d1'));
  const after = get('/a', [posts], 'new'); // asked after the change: it does not wait for the old reading
  database.resolve(answerOf(Buffer.from('old')));
  expect([(await before)?.body.toString(), (await after)?.body.toString()]).toEqual(['old', 'new']);
  expect(cache.atHand('/a')?.body.toString()).toBe('new');
});

test('many who ask for one thing at once are one reading', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => get('/a')));
  expect([new Set(answers).size, reads]).toEqual([1, ['/a']]);
});

test('what failed, and what names nothing that it stands on, is not kept', async () => {
  await expect(cache.get('/broken', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await cache.get('/refused', async () => undefined)).toBeUndefined();
  await get('/groundless', []);
  expect(['/broken', '/refused', '/groundless'].map((key) => cache.atHand(key))).toEqual([undefined, undefined, undefined]);
});

test('what this process wrote is waited for, and what it wrote counts', async () => {
  await get('/a');
  changeFeed(services).sight.wrote();
  expect(cache.atHand('/a')).toBeUndefined();
  const asked = get('/a', [posts], 'new');
  await Promise.resolve();
  see(change('d1'));
  expect((await asked)?.body.toString()).toBe('new');
});

test('when the feed does not see, nothing is answered from memory, and nothing from before is afterwards', async () => {
  await get('/a');
  const clock = services.clock.now;
  services.clock.now = () => new Date(clock().getTime() + 2_500);
  expect([cache.atHand('/a'), await get('/a')]).toEqual([undefined, undefined]);
  services.clock.now = clock;
  see();
  expect(cache.atHand('/a')).toBeUndefined();
});

test('an app’s next manifest makes its answers old', async () => {
  await get('/a');
  manifestVersion = 2;
  const now = services.clock.now;
  services.clock.now = () => new Date(now().getTime() + 5_001); // what is known of apps is five seconds old at most
  see();
  expect(cache.atHand('/a')).toBeUndefined();
  await get('/a', [{ ...posts, manifestVersion: 2 }]);
  expect(reads).toHaveLength(2);
});

test('memory is bounded, in bytes and in answers, and what is asked for most stays', async () => {
  const text = 'x'.repeat(100_000);
  for (let at = 0; at < 1_000; at++) {
    await get(`/large/${at}`, [posts], text);
    await get('/hot');
  }
  const kept = Array.from({ length: 1_000 }, (_, at) => cache.atHand(`/large/${at}`)).filter(Boolean).length;
  expect(kept * 100_000).toBeLessThan(limits.publicCacheBytes);
  expect(kept * 100_000).toBeGreaterThan(limits.publicCacheBytes * 0.9);
  expect(reads.filter((key) => key === '/hot')).toHaveLength(1);
  for (let at = 0; at < limits.publicCacheAnswers + 1_000; at++) await get(`/small/${at}`);
  expect([cache.atHand('/small/999'), cache.atHand('/small/1500')]).toEqual([undefined, expect.anything()]);
  await get('/too large', [posts], 'x'.repeat(limits.publicCacheAnswerBytes + 1));
  expect(cache.atHand('/too large')).toBeUndefined();
});
