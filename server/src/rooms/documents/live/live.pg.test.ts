import { limits } from '@vibe/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, dan, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';
import type { Context } from '../../../platform/context.ts';
import { type LiveDocument, liveDocuments } from './documents.live.ts';

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const collection = 'feeds/posts' as const;
const everyone = { read: { allow: ['*' as const] } };
const as = (did: typeof alice) => documentsOf(world.app(did));
const text = (value: string) => ({ text: value });

/** A stream somebody reads from: `next()` waits for an event, `quiet()` shows that none comes before the one that a later write makes. */
function follow(ctx: Context, input: { scope?: 'own' | 'shared' | 'public' | 'all'; lastEventId?: string } = {}) {
  const controller = new AbortController();
  const stream = liveDocuments(ctx, { collection, scope: 'all', ...input }, controller.signal);
  let position: string | undefined;
  return {
    next: async () => {
      const { value, done } = (await stream.next()) as IteratorResult<LiveDocument, void>;
      if (done || !value) return 'ended';
      position = value.position;
      const { event } = value;
      if (event.type === 'put')
        return `put ${event.document.id} ${event.document.body.text} ${event.document.acl ? 'with' : 'without'} acl`;
      return event.type === 'gone' ? `gone ${event.id}` : event.type;
    },
    get position() {
      return position as string;
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await stream.return(undefined);
    },
  };
}

describe('a live stream', () => {
  test('begins with ready, then tells what others write, change and remove, and not what is not for the reader', async () => {
    await using bobs = follow(world.app(bob));
    expect(await bobs.next()).toBe('ready');
    await as(alice).create({ collection, id: 'l-private', body: text('psst') });
    const post = await as(alice).create({ collection, id: 'l-1', body: text('1'), acl: everyone });
    expect(await bobs.next()).toBe('put l-1 1 without acl');
    const edited = await as(alice).update({ collection, id: 'l-1', rev: post.rev, body: text('2') });
    expect(await bobs.next()).toBe('put l-1 2 without acl');
    await as(alice).remove({ collection, id: 'l-1', rev: edited.rev });
    expect(await bobs.next()).toBe('gone l-1');
    await as(bob).create({ collection, id: 'l-2', body: text('mine') });
    expect(await bobs.next()).toBe('put l-2 mine with acl');
  });

  test('tells a visitor what is public, and nothing that is shared by name', async () => {
    await using stream = follow(world.visitor());
    expect(await stream.next()).toBe('ready');
    await as(alice).create({ collection, id: 'v-named', body: text('for bob'), acl: { read: { allow: [bob] } } });
    await as(alice).create({ collection, id: 'v-1', body: text('for all'), acl: everyone });
    expect(await stream.next()).toBe('put v-1 for all without acl');
  });

  test('tells who lost access that the document is gone, and who got it that it is there', async () => {
    await using bobs = follow(world.app(bob));
    await using carols = follow(world.app(carol));
    await bobs.next();
    await carols.next();
    const one = await as(alice).create({ collection, id: 'moves', body: text('1'), acl: { read: { allow: [bob] } } });
    expect(await bobs.next()).toBe('put moves 1 without acl');
    const two = await as(alice).update({ collection, id: 'moves', rev: one.rev, acl: { read: { allow: [carol] } } });
    expect(await bobs.next()).toBe('gone moves');
    expect(await carols.next()).toBe('put moves 1 without acl');
    const three = await as(alice).update({ collection, id: 'moves', rev: two.rev, acl: everyone });
    expect(await bobs.next()).toBe('put moves 1 without acl');
    expect(await carols.next()).toBe('put moves 1 without acl');
    await as(alice).update({
      collection,
      id: 'moves',
      rev: three.rev,
      body: text('secret'),
      acl: { read: { allow: ['*'], deny: [carol] } },
    });
    expect(await carols.next()).toBe('gone moves');
    expect(await bobs.next()).toBe('put moves secret without acl');
  });

  test('never shows a newer body to someone who may only have read the older one', async () => {
    await using bobs = follow(world.app(bob));
    await bobs.next();
    // Both are committed before the feed reads the first.
    const one = await as(alice).create({ collection, id: 'closing', body: text('open'), acl: everyone });
    await as(alice).update({ collection, id: 'closing', rev: one.rev, body: text('secret'), acl: {} });
    const heard = [await bobs.next()];
    if (heard[0] !== 'gone closing') heard.push(await bobs.next());
    expect(heard.at(-1)).toBe('gone closing');
    expect(heard.join()).not.toContain('secret');
  });

  test.each<['own' | 'shared' | 'public', string[]]>([
    ['own', ['put s-bobs bob with acl']],
    ['shared', ['put s-shared alice without acl', 'put s-both alice without acl']],
    ['public', ['put s-public alice without acl', 'put s-both alice without acl']],
  ])('follows the same list as scope %s lists', async (scope, expected) => {
    await using stream = follow(world.app(bob), { scope });
    await stream.next();
    const suffix = ` ${scope}`.replace(' ', '-');
    await as(alice).create({ collection, id: `s-private${suffix}`, body: text('alice') });
    await as(alice).create({ collection, id: `s-public${suffix}`, body: text('alice'), acl: everyone });
    await as(alice).create({ collection, id: `s-shared${suffix}`, body: text('alice'), acl: { read: { allow: [bob] } } });
    await as(alice).create({ collection, id: `s-both${suffix}`, body: text('alice'), acl: { read: { allow: [bob, '*'] } } });
    await as(bob).create({ collection, id: `s-bobs${suffix}`, body: text('bob') });
    for (const each of expected) expect((await stream.next()).replace(suffix, '')).toBe(each);
  });
});

describe('a stream that resumes', () => {
  test('hears first what it missed, in order, with its own rights, and then what comes', async () => {
    await settled();
    await using before = follow(world.app(bob));
    await before.next();
    const seen = await as(alice).create({ collection, id: 'r-seen', body: text('seen'), acl: everyone });
    await before.next();
    const { position } = before;
    await before[Symbol.asyncDispose]();
    await as(alice).create({ collection, id: 'r-private', body: text('psst') });
    await as(alice).create({ collection, id: 'r-missed', body: text('missed'), acl: everyone });
    await as(alice).remove({ collection, id: 'r-seen', rev: seen.rev });
    // What the feed has not read yet comes as live.
    await using after = follow(world.app(bob), { lastEventId: position });
    expect(await after.next()).toBe('put r-missed missed without acl');
    expect(await after.next()).toBe('gone r-seen');
    await as(alice).create({ collection, id: 'r-new', body: text('new'), acl: everyone });
    expect(await after.next()).toBe('put r-new new without acl');
  });

  test('is told to resync when it missed more than a stream may hold', async () => {
    await using before = follow(world.visitor());
    await before.next();
    const { position } = before;
    const many = Array.from({ length: limits.liveQueue + 1 }, (_, at) =>
      as(alice).create({ collection, id: `many-${at}`, body: text(''), acl: everyone }),
    );
    await Promise.all(many);
    await settled();
    await using after = follow(world.visitor(), { lastEventId: position });
    expect(await after.next()).toBe('resync');
    await as(alice).create({ collection, id: 'after-many', body: text('1'), acl: everyone });
    expect(await after.next()).toBe('put after-many 1 without acl');
  });

  test('is told to resync from a position of another epoch', async () => {
    await using stream = follow(world.visitor(), { lastEventId: 'f00.1.1.00000000' });
    expect(await stream.next()).toBe('resync');
  });

  test.each(['', 'nonsense', '../../x', '0000.zzzzzzzzzzzzzzzzzzzz.1.00000000', 'f00.1.1'])(
    'from the position %j is refused',
    async (lastEventId) => {
      await using stream = follow(world.visitor(), { lastEventId });
      await expect(stream.next()).rejects.toMatchObject({ code: 'bad_cursor' });
    },
  );
});

/** Until the feed of this process has read everything that is committed. */
async function settled(): Promise<void> {
  await using stream = follow(world.app(carol), { scope: 'own' });
  await stream.next();
  await as(carol).create({ collection, body: text('mark') });
  await stream.next();
}

test('a reader who does not keep up is told to resync, and the queue does not grow', async () => {
  await using slow = follow(world.visitor());
  await slow.next();
  await Promise.all(Array.from({ length: limits.liveQueue + 50 }, () => as(alice).create({ collection, body: text(''), acl: everyone })));
  await settled();
  const heard: string[] = [];
  while (heard.at(-1) !== 'resync') heard.push(await slow.next());
  expect(heard.length).toBeLessThan(limits.liveQueue);
});

test('one principal may have so many streams open, and a place is free again when one ends', async () => {
  const open = Array.from({ length: limits.liveStreamsPerPrincipal }, () => follow(world.app(dan)));
  for (const each of open) await each.next();
  await using oneMore = follow(world.app(dan));
  await expect(oneMore.next()).rejects.toMatchObject({ code: 'rate_limited' });
  await open[0]?.[Symbol.asyncDispose]();
  await using again = follow(world.app(dan));
  expect(await again.next()).toBe('ready');
  for (const each of open) await each[Symbol.asyncDispose]();
});

test('a stream ends when the process stops', async () => {
  await using other = await documentsWorld({ url: world.url, [Symbol.asyncDispose]: async () => {} });
  const stream = follow(other.visitor());
  await stream.next();
  const ended = stream.next();
  await other.services.lifetime.close();
  expect(await ended).toBe('ended');
});
