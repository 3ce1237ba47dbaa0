import { type Did, limits } from '@vibe/shared';
import { beforeEach, expect, test } from 'vitest';
import type { Ground, Services } from '../platform/context.ts';
import { createLifetime } from '../platform/lifetime.ts';
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
let isAtHand: boolean;
let reads: string[];

/** The feed's eyes are ours. */
const see = (...changes: Change[]) => {
  const look = changeFeed(services).sight.look();
  look.saw(changes, []);
  look.end(true);
};
beforeEach(() => {
  manifestVersion = 1;
  isAtHand = true;
  reads = [];
  const gone = () => Promise.reject(new Error('the database is not here'));
  services = {
    ...{
      lifetime: createLifetime(),
      clock: { now: () => new Date(1_800_000_000_000) },
      log: { debug() {}, warn() {} },
      publicUrl: 'http://localhost',
    },
    database: { feed: gone, read: gone },
  } as unknown as Services;
  cache = new PublicCache(services, {
    find: async () => ({ manifestVersion }),
    atHand: () => (isAtHand ? { manifestVersion } : undefined),
  });
  see();
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

test('what failed is not kept; nor what names nothing that it stands on, or what is not there', async () => {
  await expect(cache.get('/broken', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await cache.get('/refused', async () => undefined)).toBeUndefined();
  await get('/groundless', []);
  await get('/nowhere', [posts, { ...posts, collection: 'other/posts', manifestVersion: undefined }]);
  expect(['/broken', '/refused', '/groundless', '/nowhere'].filter((key) => cache.atHand(key))).toEqual([]);
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

test('an app’s next manifest makes its answers old; an app that has to be looked up anew does not', async () => {
  await get('/a');
  isAtHand = false;
  expect(cache.atHand('/a')).toBeUndefined();
  await get('/a');
  expect(reads).toEqual(['/a']);
  manifestVersion = 2;
  await get('/a', [{ ...posts, manifestVersion: 2 }]);
  expect(reads).toEqual(['/a', '/a']);
  isAtHand = true;
  expect(cache.atHand('/a')).toBeDefined();
  manifestVersion = 3;
  expect(cache.atHand('/a')).toBeUndefined();
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
