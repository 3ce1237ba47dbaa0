import { afterAll, beforeAll, expect, test } from 'vitest';
import { identityWorld, type World } from '../../../tests/harness/identity-world.ts';
import { query } from '../../../tests/harness/transfer.ts';
import type { Services } from './context.ts';
import { forgive, type RateLimit, spend, sweepRateLimits, timeToWait } from './rate-limit.ts';
import { spendInShares } from './rate-limit-shares.ts';

let world: World;
beforeAll(async () => {
  world = await identityWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const ten: RateLimit = { name: 'ten', points: 10, seconds: 600 };
const four: RateLimit = { name: 'four', points: 4, seconds: 600 };
const hundred: RateLimit = { name: 'hundred', points: 100, seconds: 6_000 };
const holdsOf = async (tries: readonly Promise<unknown>[]): Promise<number> =>
  (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled').length;
const times = (count: number, once: (at: number) => Promise<unknown>) => Array.from({ length: count }, (_, at) => once(at));

test('so many at once, then one in each tenth of the time; who is refused is told how long to wait, and waiting is enough', async () => {
  const one = { limit: ten, subject: 'slow' };
  const began = world.services.clock.now();
  const standing = { ...world.services, clock: { ...world.services.clock, now: () => began } };
  for (let n = 0; n < 10; n++) await spend(standing, one);
  const refused = await spend(standing, one).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 60, hint: 'Try again in 60 seconds.' });
  await spend(world.services, { limit: ten, subject: 'somebody else' });
  world.advance(60);
  await spend(world.services, one);
  await expect(spend(world.services, one)).rejects.toMatchObject({ code: 'rate_limited' });
  world.advance(600);
  expect(await holdsOf(times(20, () => spend(world.services, one)))).toBe(10);
  await forgive(world.services, one);
  await spend(world.services, one);
});

test('several processes count together, a new one goes on where another stopped, and a race lets nobody through', async () => {
  const processes = [world.services, world.anotherProcess(), world.anotherProcess()];
  const once = (at: number) => spend(processes[at % 3] as Services, { limit: ten, subject: 'raced' });
  expect(await holdsOf(times(60, once))).toBe(10);
  await expect(spend(world.anotherProcess(), { limit: ten, subject: 'raced' })).rejects.toMatchObject({ code: 'rate_limited' });
});

test('of several limits one that is used up keeps the others from being counted', async () => {
  const tries = (of: string) => [
    { limit: ten, subject: `handle ${of}` },
    { limit: four, subject: `network ${of}` },
  ];
  expect(await holdsOf(times(30, () => spend(world.services, ...tries('a'))))).toBe(4);
  for (let n = 0; n < 30; n++) await timeToWait(world.services, tries('a'));
  // Four of the handle's ten are gone, not thirty-four.
  expect(await holdsOf(times(10, () => spend(world.services, { limit: ten, subject: 'handle a' })))).toBe(6);
});

test('two statements that name the same limits in another order do not wait for each other', async () => {
  const other = world.anotherProcess();
  const [a, b] = [
    { limit: { ...hundred, name: 'a' }, subject: 'x' },
    { limit: { ...hundred, name: 'b' }, subject: 'x' },
  ] as const;
  expect(await holdsOf(times(80, (at) => (at % 2 ? spend(world.services, a, b) : spend(other, b, a))))).toBe(80);
});

test('in shares, two processes together let through the limit and at most a fifth more, and few tries ask the database', async () => {
  const processes = [world.anotherProcess(), world.anotherProcess()].map(counting);
  const once = (at: number) => spendInShares((processes[at % 2] as Counting).services, hundred, 'busy');
  let through = 0;
  for (let at = 0; at < 300; at++)
    through += await once(at).then(
      () => 1,
      () => 0,
    );
  expect(through).toBeGreaterThanOrEqual(100);
  expect(through).toBeLessThanOrEqual(120);
  // Ten shares bought, one refusal for each process; after it neither asks again until its time has come.
  expect(processes.reduce((sum, each) => sum + each.asked(), 0)).toBeLessThanOrEqual(12);
  await expect(once(0)).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: expect.any(Number) });
  const calm = counting(world.anotherProcess());
  for (let n = 0; n < 10; n++) await spendInShares(calm.services, hundred, 'calm');
  expect(calm.asked()).toBe(0);
});

test('what a process that ended had bought is not given back, so restarting one again and again opens nothing', async () => {
  let through = 0;
  for (let restarts = 0; restarts < 12; restarts++) {
    const fresh = world.anotherProcess();
    // Beyond what it gives away by itself.
    for (let n = 0; n < 12; n++)
      through += await spendInShares(fresh, hundred, 'restarted').then(
        () => (n < 10 ? 0 : 1),
        () => 0,
      );
  }
  expect(through).toBe(20);
});

test('the table names nobody, and what has run out is swept', async () => {
  await spend(world.services, { limit: ten, subject: '203.0.113.7' }, { limit: four, subject: 'did:webvh:abc' });
  const rows = await query<{ text: string }>(world.databaseUrl, 'select r::text as text from rate_limits r');
  expect(rows.length).toBeGreaterThan(1);
  const all = rows.map(({ text }) => text).join('\n');
  for (const name of ['203.0.113.7', Buffer.from('203.0.113.7').toString('hex'), 'did:webvh', Buffer.from('did:webvh').toString('hex')])
    expect(all).not.toContain(name);
  // A clock that ran ahead locks nobody out for ever.
  await query(world.databaseUrl, 'update rate_limits set spent_until = 1e15 where kind = $1', ['a']);
  await sweepRateLimits(world.services);
  expect(await query(world.databaseUrl, "select from rate_limits where kind = 'a'")).toEqual([]);
  expect(await query(world.databaseUrl, "select from rate_limits where kind = 'four'")).not.toEqual([]);
  world.advance(7_000);
  await sweepRateLimits(world.services);
  expect(await query(world.databaseUrl, 'select from rate_limits')).toEqual([]);
});

interface Counting {
  readonly services: Services;
  asked(): number;
}
function counting(services: Services): Counting {
  let asked = 0;
  const { database } = services;
  const listening = Object.assign(Object.create(database), {
    count: (statement: never) => {
      asked++;
      return database.count(statement);
    },
  });
  return { services: { ...services, database: listening }, asked: () => asked };
}
