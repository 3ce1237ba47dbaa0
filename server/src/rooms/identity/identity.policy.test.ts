import { expect, test } from 'vitest';
import { isLiveSession, isReservedHandle, mayRemovePasskey, safeContinue } from './identity.policy.ts';

const vibe = 'https://vibe.example';
const apps = ['https://feeds.example', 'http://feeds.localhost:4000'];

test.each([
  ['/account', '/account'],
  ['/consent?interaction=1#x', '/consent?interaction=1#x'],
  ['https://vibe.example/account', '/account'],
  ['account', '/account'],
  ['/a/../b', '/b'],
  ['https:no-slashes.example', '/no-slashes.example'],
  ['https://feeds.example/home?x=1', 'https://feeds.example/home?x=1'],
  ['http://feeds.localhost:4000/', 'http://feeds.localhost:4000/'],
])('%s may be followed', (value, to) => expect(safeContinue(vibe, apps, value)).toBe(to));

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example',
  '\t//evil.example',
  'https://vibe.example.evil.example/',
  'https://vibe.example@evil.example/',
  'https://someone:secret@feeds.example/',
  'http://vibe.example/',
  'https://vibe.example:8443/',
  'https://feeds.example:444/',
  'https://vibe.example//evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'blob:https://vibe.example/x',
  'http://[',
])('%s may not be followed', (value) => expect(safeContinue(vibe, apps, value)).toBeUndefined());

test('a session lives until its end, or until nobody used it for long', () => {
  const at = (seconds: number) => new Date(seconds * 1000);
  const session = { lastSeenAt: at(100), expiresAt: at(200) };
  expect(isLiveSession(session, at(149), 50)).toBe(true);
  expect(isLiveSession(session, at(150), 50)).toBe(false);
  expect(isLiveSession(session, at(199), 500)).toBe(true);
  expect(isLiveSession(session, at(200), 500)).toBe(false);
});

test.each([
  [{ hasPassword: false, passkeys: 1, emailSignsIn: false }, false],
  [{ hasPassword: true, passkeys: 1, emailSignsIn: false }, true],
  [{ hasPassword: false, passkeys: 2, emailSignsIn: false }, true],
  [{ hasPassword: false, passkeys: 1, emailSignsIn: true }, true],
])('with %j a passkey may be removed: %s', (account, may) => expect(mayRemovePasskey(account)).toBe(may));

test('names of the house are reserved', () => {
  expect(isReservedHandle('admin')).toBe(true);
  expect(isReservedHandle('ada')).toBe(false);
});
