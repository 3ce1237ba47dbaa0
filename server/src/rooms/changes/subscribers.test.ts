import type { Did } from '@vibe/shared';
import { expect, test } from 'vitest';
import type { Change } from './change.ts';
import { Subscriber } from './subscriber.ts';
import { Subscribers } from './subscribers.ts';

const person = (at: number): Did => `did:web:person${at}`;
const change = (more: Partial<Change>): Change => ({
  ...{ xid: 1n, n: 1n, owner: person(0), collection: 'feeds/posts', id: 'x', seq: 1n, rev: '1-0', op: 'created' },
  ...{ readers: [], denied: [], lost: [] },
  ...more,
});
const heard = async (subscriber: Subscriber) => (await subscriber.take(AbortSignal.abort())).length;

/** One subscriber for each of ten thousand people, who are also everybody; the even ones hold a certificate. */
function crowd() {
  const subscribers = new Subscribers();
  const all = Array.from({ length: 10_000 }, (_, at) => {
    const principals = ['*', person(at), ...(at % 2 ? [] : ['c:did:web:school pupil'])];
    const subscriber = new Subscriber(principals, 100);
    const leave = subscribers.add({ collection: 'feeds/posts', principals, among: principals.slice(1) }, subscriber);
    return { subscriber, leave };
  });
  return { subscribers, all };
}

test('among 10,000 streams a change costs as many looks as it reaches', async () => {
  const { subscribers, all } = crowd();
  expect(subscribers.offer(change({}))).toBe(1); // private: its owner
  expect(subscribers.offer(change({ readers: [person(7), person(8)], lost: [person(9)] }))).toBe(4);
  expect(subscribers.offer(change({ owner: person(1), readers: ['c:did:web:school pupil'] }))).toBe(5_001);
  expect(subscribers.offer(change({ collection: 'feeds/drafts' }))).toBe(0);
  expect(subscribers.offer(change({ owner: 'did:web:nobody' }))).toBe(0);
  expect(await heard(all[7]?.subscriber as Subscriber)).toBe(1);
  expect(await heard(all[9]?.subscriber as Subscriber)).toBe(1);
  expect(await heard(all[1]?.subscriber as Subscriber)).toBe(1);
  expect(await heard(all[11]?.subscriber as Subscriber)).toBe(0);
});

test('who is reached under several names hears it once; who is denied does not', async () => {
  const subscribers = new Subscribers();
  const ada = new Subscriber(['*', person(1)], 100);
  const bob = new Subscriber(['*', person(2)], 100);
  for (const subscriber of [ada, bob]) subscribers.add({ collection: 'feeds/posts', principals: subscriber.principals }, subscriber);
  subscribers.offer(change({ readers: ['*', person(1), person(2)], denied: [person(2)] }));
  expect(await heard(ada)).toBe(1);
  expect(await heard(bob)).toBe(0);
});

test('nothing is kept of those who left', () => {
  const { subscribers, all } = crowd();
  for (const { leave } of all) leave();
  expect(subscribers.offer(change({ readers: [person(7), 'c:did:web:school pupil'] }))).toBe(0);
  expect(subscribers.isEmpty).toBe(true);
});
