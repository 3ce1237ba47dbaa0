import type { Did, Scope } from '@vibe/shared';
import { expect, test } from 'vitest';
import { mayEdit, mayRead, mayReadCollection, mayShare, mayWriteCollection, type Who } from './documents.policy.ts';

const app = (appId: string, ...scopes: Scope[]): Who => ({ kind: 'app', appId, scopes: new Set(scopes) });
const open = { appId: 'feeds', public: true };
const closed = { appId: 'feeds', public: false };

// Every kind of asker × every kind of collection: read, write.
test.each<[string, Who, typeof open, string, string]>([
  ['a visitor, public', { kind: 'visitor' }, open, 'readable', 'not_signed_in'],
  ['a visitor, not public', { kind: 'visitor' }, closed, 'not_signed_in', 'not_signed_in'],
  ['the person, public', { kind: 'person' }, open, 'own', 'forbidden'],
  ['the person, not public', { kind: 'person' }, closed, 'own', 'forbidden'],
  ['its app without scopes', app('feeds'), open, 'insufficient_scope', 'insufficient_scope'],
  ['its app, profile only', app('feeds', 'openid', 'profile', 'offline_access'), closed, 'insufficient_scope', 'insufficient_scope'],
  ['its app, read', app('feeds', 'documents:read'), open, 'readable', 'insufficient_scope'],
  ['its app, read, not public', app('feeds', 'documents:read'), closed, 'readable', 'insufficient_scope'],
  ['its app, write', app('feeds', 'documents:write'), closed, 'insufficient_scope', 'yes'],
  ['its app, read and write', app('feeds', 'documents:read', 'documents:write'), closed, 'readable', 'yes'],
  ['its app, everything', app('feeds', 'documents:read:all'), closed, 'readable', 'insufficient_scope'],
  ['another app, read and write', app('other', 'documents:read', 'documents:write'), open, 'insufficient_scope', 'insufficient_scope'],
  [
    'another app, read and write, not public',
    app('other', 'documents:read', 'documents:write'),
    closed,
    'insufficient_scope',
    'insufficient_scope',
  ],
  ['another app, everything', app('other', 'documents:read:all', 'documents:write'), open, 'own', 'insufficient_scope'],
  ['another app, everything, not public', app('other', 'documents:read:all'), closed, 'own', 'insufficient_scope'],
])('%s', (_, who, collection, read, write) => {
  const said = (answer: string | { refused: string }) => (typeof answer === 'string' ? answer : answer.refused);
  expect(said(mayReadCollection(who, collection))).toBe(read);
  expect(said(mayWriteCollection(who, collection))).toBe(write);
});

const owner: Did = 'did:a:owner';
const reader: Did = 'did:a:reader';
const entries = (...allow: (Did | '*')[]) => ({ allow, deny: [] });

// Who × which ACL: read, edit, share.
test.each<[string, string[], Parameters<typeof mayRead>[0]['acl'], boolean, boolean, boolean]>([
  ['the owner, no ACL', ['*', owner], {}, true, true, true],
  ['the owner, denied by their own ACL', ['*', owner], { read: { allow: [], deny: [owner] } }, true, true, true],
  ['a stranger, no ACL', ['*', reader], {}, false, false, false],
  ['a visitor, no ACL', ['*'], {}, false, false, false],
  ['a visitor, everyone reads', ['*'], { read: entries('*') }, true, false, false],
  ['someone named', ['*', reader], { read: entries(reader) }, true, false, false],
  ['someone named, and denied', ['*', reader], { read: { allow: ['*', reader], deny: [reader] } }, false, false, false],
  ['someone who may read and write', ['*', reader], { read: entries(reader), write: entries(reader) }, true, true, false],
  ['someone who may write but not read', ['*', reader], { write: entries(reader) }, false, false, false],
  ['everyone writes, one is denied', ['*', reader], { read: entries('*'), write: { allow: ['*'], deny: [reader] } }, true, false, false],
])('%s', (_, principals, acl, read, edit, share) => {
  const document = { owner, acl };
  expect([mayRead(document, principals), mayEdit(document, principals), mayShare(owner, principals)]).toEqual([read, edit, share]);
});
