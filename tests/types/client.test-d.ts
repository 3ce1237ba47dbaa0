import { createVibe, type LiveSnapshot, type VibeDocument, VibeError, type VibeErrorCode } from '@vibe/client';
import { type Api, createApi } from '@vibe/client/api';
import { collection, defineApp } from '@vibe/client/manifest';
import { useAuth, useQuery } from '@vibe/client/react';
import type { Profile, VibeErrorCode as ServerErrorCode } from '@vibe/shared';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';

const app = defineApp({
  id: 'notes',
  name: 'Notes',
  origins: ['https://notes.example'],
  scopes: ['openid'],
  collections: {
    notes: collection(z.object({ title: z.string(), stars: z.number().optional() }), { purpose: 'Your notes' }),
    flags: collection({ type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] }, { purpose: 'Your flags' }),
  },
});
const vibe = createVibe({ server: 'https://vibe.example', manifest: app });
type Note = { title: string; stars?: number | undefined };

test('collections and their bodies come from the manifest', () => {
  const notes = vibe.collection('notes');
  expectTypeOf(notes.create({ title: 'a' })).resolves.toEqualTypeOf<VibeDocument<Note>>();
  expectTypeOf(notes.get('id')).resolves.toEqualTypeOf<VibeDocument<Note> | undefined>();
  expectTypeOf(vibe.collection('flags').find())
    .resolves.toHaveProperty('documents')
    .toEqualTypeOf<readonly VibeDocument<{ on: boolean }>[]>();
  expectTypeOf(notes.live().snapshot()).toEqualTypeOf<LiveSnapshot<Note>>();
});

test('what the manifest does not allow does not compile', async () => {
  const notes = vibe.collection('notes');
  // @ts-expect-error there is no such collection
  vibe.collection('nots');
  // @ts-expect-error a title is a string
  notes.create({ title: 1 });
  // @ts-expect-error a title must be there
  notes.create({ stars: 1 });
  // @ts-expect-error there is no such field
  notes.create({ title: 'a', sars: 1 });
  // @ts-expect-error no such scope
  notes.find({ scope: 'mine' });
  // @ts-expect-error a limit is a number
  notes.live({ limit: '20' });
  // @ts-expect-error a new body needs the revision that it replaces
  notes.update('id', { title: 'b' });
  // @ts-expect-error the change gives back a body
  notes.update('id', ({ title }) => ({ title, stars: 'many' }));
  // @ts-expect-error an ACL names DIDs or everyone
  notes.create({ title: 'a' }, { acl: { read: { allow: ['bob'] } } });
  // @ts-expect-error a document may be undefined
  (await notes.get('id')).body;
  // @ts-expect-error a list not read yet is undefined
  notes.live().snapshot().documents.length;
});

test('the manifest may be there as a type only', () => {
  const typed = createVibe<typeof app>({ server: 'https://vibe.example', app: 'notes' });
  expectTypeOf(typed.collection('flags').create({ on: true }))
    .resolves.toHaveProperty('body')
    .toEqualTypeOf<{ on: boolean }>();
  // @ts-expect-error there is no such collection
  typed.collection('nots');
  // @ts-expect-error neither a manifest nor an app's id
  createVibe({ server: 'https://vibe.example' });
});

test('without a manifest any collection has any body', () => {
  const untyped = createVibe({ server: 'https://vibe.example', app: 'notes' });
  expectTypeOf(untyped.collection('whatever').create({ a: 1 }))
    .resolves.toHaveProperty('body')
    .toEqualTypeOf<Record<string, unknown>>();
});

test('errors are one class with a closed list of codes', () => {
  expectTypeOf<VibeError>().toHaveProperty('code').toEqualTypeOf<VibeErrorCode>();
  expectTypeOf<ServerErrorCode>().toExtend<VibeErrorCode>();
  expectTypeOf<'network' | 'timeout' | 'aborted' | 'cancelled'>().toExtend<VibeErrorCode>();
  // @ts-expect-error no such code
  new VibeError('oops', 'Oops');
});

test('hooks are typed like what they follow', () => {
  expectTypeOf(useQuery(vibe.collection('notes'), { scope: 'own' })).toEqualTypeOf<LiveSnapshot<Note>>();
  expectTypeOf(useAuth(vibe).profile).toEqualTypeOf<Profile | undefined>();
  // @ts-expect-error no such scope
  useQuery(vibe.collection('notes'), { scope: 'mine' });
});

test("the pages' api is typed from the router", () => {
  const api: Api = createApi();
  expectTypeOf(api.identity.resolveHandle.query({ handle: 'a' })).resolves.toEqualTypeOf<Profile>();
  // @ts-expect-error a handle is a string
  api.identity.resolveHandle.query({ handle: 1 });
  // @ts-expect-error there is no such procedure
  api.documents.gte;
});
