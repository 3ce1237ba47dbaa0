import type { Did, Profile } from '@vibe/client';
import { expect, test } from 'vitest';
import { createDirectory } from './directory.ts';

const did = (name: string): Did => `did:web:${name}.example`;
const profile = (name: string): Profile => ({ did: did(name), handle: name, name });
const settled = () => new Promise((resolve) => setTimeout(resolve));

function server(known: readonly string[]) {
  const calls: (readonly Did[])[] = [];
  const profilesOf = async (dids: readonly Did[]) => {
    calls.push(dids);
    return known.map(profile).filter((each) => dids.includes(each.did));
  };
  return { calls, profilesOf };
}

test('all who are asked for at one moment are fetched in one call, and each only once', async () => {
  const { calls, profilesOf } = server(['ada', 'grace']);
  const people = createDirectory(profilesOf);
  let changes = 0;
  people.subscribe(() => changes++);

  expect(people.lookUp(did('ada'))).toEqual({ at: 'looking' });
  people.lookUp(did('grace'));
  people.lookUp(did('ada'));
  await settled();
  people.lookUp(did('ada'));
  await settled();

  expect(calls).toEqual([[did('ada'), did('grace')]]);
  expect(changes).toBe(1);
  expect(people.lookUp(did('grace'))).toEqual({ at: 'known', profile: profile('grace') });
});

test('someone whom the server does not know stays unknown', async () => {
  const people = createDirectory(server([]).profilesOf);
  people.lookUp(did('nobody'));
  await settled();
  expect(people.lookUp(did('nobody'))).toEqual({ at: 'unknown' });
});

test('more people than one call takes are fetched in several', async () => {
  const { calls, profilesOf } = server([]);
  const people = createDirectory(profilesOf, 2);
  for (const name of ['a', 'b', 'c']) people.lookUp(did(name));
  await settled();
  expect(calls.map((each) => each.length)).toEqual([2, 1]);
});

test('after a failure the same person can be asked for again', async () => {
  let fails = true;
  const people = createDirectory(async () => {
    if (fails) throw new Error('away');
    return [profile('ada')];
  });
  people.lookUp(did('ada'));
  await settled();
  fails = false;
  people.lookUp(did('ada'));
  await settled();
  expect(people.lookUp(did('ada'))).toEqual({ at: 'known', profile: profile('ada') });
});
