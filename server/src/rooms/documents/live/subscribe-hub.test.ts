import { type Did, filterOf, NO_INT64, type Where } from '@vibe/shared';
import { expect, test } from 'vitest';
import type { Services } from '../../../platform/context.ts';
import { createLifetime } from '../../../platform/lifetime.ts';
import { openLog } from '../../../platform/log.ts';
import { type Look, nameOf } from './live-looks.ts';
import { equalityOf } from './subscribe-equality.ts';
import { type Follower, SubscribeHub } from './subscribe-hub.ts';

const collection = 'feeds/posts';
const alice: Did = 'did:web:alice';
const never = () => new Promise<never>(() => {});
const services = {
  ...{ lifetime: createLifetime(), log: openLog('silent'), clock: { now: () => new Date(0) } },
  database: { feed: never },
} as unknown as Services;

class Counted implements Follower {
  readonly collection = collection;
  readonly among: readonly string[];
  readonly equality;
  noted = 0;

  constructor(among: readonly string[], where: Where, owner?: Did) {
    this.among = among;
    this.equality = equalityOf(filterOf(where), owner, NO_INT64);
  }

  note(): void {
    this.noted++;
  }

  miss(): void {}
}

let at = 0;
function look(body: Record<string, unknown>, { owner = alice, readers = ['*'], id = `${at++}` } = {}): Look {
  const document = { owner, collection, id } as const;
  const seen = { stored: { body }, plain: { createdAt: '' }, owner, readers, denied: [] };
  return { key: nameOf(document), document, at, seen } as unknown as Look;
}

test('among 10,000 queries a change is told to those it may match', () => {
  const hub = new SubscribeHub(services);
  const followers = Array.from({ length: 10_000 }, (_, each) => {
    const where: Where =
      each % 2 ? { room: `room ${each % 1_000}`, likes: { gt: 5 } } : { and: [{ room: `room ${each % 1_000}` }, { kind: 'note' }] };
    return new Counted(['*', `did:web:person${each}`], where);
  });
  const leave = followers.map((each) => hub.join(each));
  expect(hub.tell(look({ room: 'room 7', kind: 'note' }))).toBe(10); // one in a thousand, by room
  expect(hub.tell(look({ room: 'room 8', kind: 'note' }))).toBe(10);
  expect(hub.tell(look({ room: 'room 8', kind: 'other' }))).toBe(0); // by room and kind
  expect(hub.tell(look({ room: 'elsewhere' }))).toBe(0);
  expect(hub.tell(look({}))).toBe(0);
  expect(hub.tell(look({ room: 'room 7' }, { readers: ['did:web:person7'] }))).toBe(1);
  expect(hub.tell(look({ room: 'room 7' }, { readers: [] }))).toBe(0); // private
  expect(hub.tell(look({ room: 'room 7' }, { owner: 'did:web:person7', readers: [] }))).toBe(1);
  expect(followers.reduce((sum, { noted }) => sum + noted, 0)).toBe(22);
  for (const each of leave) each();
  expect(hub.isEmpty).toBe(true);
});

test.each<[string, Where, Record<string, unknown>, boolean]>([
  ['one of several values', { room: { in: ['a', 'b'] } }, { room: 'b' }, true],
  ['none of several values', { room: { in: ['a', 'b'] } }, { room: 'c' }, false],
  ['of no values', { room: { in: [] } }, { room: 'c' }, false],
  ['an element', { tags: { contains: 'x' } }, { tags: ['y', 'x', 'x'] }, true],
  ['another element', { tags: { contains: 'x' } }, { tags: ['y'] }, false],
  ['a reference', { of: { did: alice, collection, id: '1' } }, { of: { did: alice, collection, id: '1' } }, true],
  ['another reference', { of: { did: alice, collection, id: '1' } }, { of: { did: alice, collection, id: '2' } }, false],
  ['null', { of: null }, { of: null }, true],
  ['null, and not what is missing', { of: null }, {}, false],
  ['a number however it is written', { likes: 1 }, { likes: 1.0 }, true],
  ['a number, and not its text', { likes: 1 }, { likes: '1' }, false],
  ['text, and not the word', { of: 'null' }, { of: null }, false],
  ['what no equality says', { or: [{ room: 'a' }, { likes: 2 }] }, { room: 'b' }, true],
  ['two that contradict, by one of them', { and: [{ room: 'a' }, { room: 'b' }] }, { room: 'a' }, true],
  ['a field in a field', { 'author.name': 'Ada' }, { author: { name: 'Ada' } }, true],
])('a document is looked for by %s', (_, where, body, expected) => {
  const hub = new SubscribeHub(services);
  const leave = hub.join(new Counted(['*'], where));
  expect(hub.tell(look(body))).toBe(expected ? 1 : 0);
  leave();
});

test('an owner’s alone', () => {
  const hub = new SubscribeHub(services);
  hub.join(new Counted([alice], { room: 'a' }, alice));
  hub.join(new Counted(['*'], { room: 'a' }, 'did:web:bob'));
  expect(hub.tell(look({ room: 'a' }))).toBe(1);
  expect(hub.tell(look({ room: 'a' }, { owner: 'did:web:carol' }))).toBe(0);
  expect(hub.tell(look({ room: 'a' }, { owner: 'did:web:bob' }))).toBe(1);
});

test('who holds a document is told of it, also when it matches no more or is gone', () => {
  const hub = new SubscribeHub(services);
  const follower = new Counted(['*'], { room: 'a' });
  const leave = hub.join(follower);
  const { key, document } = look({ room: 'a' }, { id: 'held' });
  hub.hold(key, follower, undefined);
  expect(hub.tell(look({ room: 'b' }, { id: 'held' }))).toBe(1);
  expect(hub.tell(look({ room: 'a' }, { id: 'held' }))).toBe(1); // once, though it is found in two ways
  expect(hub.tell({ key, document, at: 0, seen: undefined })).toBe(1);
  hub.release(key, follower);
  expect(hub.tell({ key, document, at: 0, seen: undefined })).toBe(0);
  leave();
  expect(hub.isEmpty).toBe(true);
});
