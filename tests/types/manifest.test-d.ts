import { type CollectionBody, collection, defineApp, type FromSchema, toManifest } from '@vibe/client/manifest';
import type { AppManifestInput } from '@vibe/shared';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';

const zodApp = defineApp({
  id: 'notes',
  name: 'Notes',
  origins: ['https://notes.example'],
  scopes: ['openid', 'documents:read'],
  collections: {
    notes: collection(z.strictObject({ title: z.string(), stars: z.number().default(0), tags: z.array(z.string()).optional() }), {
      purpose: 'Your notes',
    }),
    todos: collection(
      {
        type: 'object',
        properties: { text: { type: 'string' }, done: { type: 'boolean' }, due: { type: ['string', 'null'] } },
        required: ['text', 'done'],
      },
      { purpose: 'Your tasks', public: true, defaultAcl: { read: { allow: ['*'] } } },
    ),
  },
});

test("a body has the input type of a library's schema", () => {
  expectTypeOf<CollectionBody<typeof zodApp, 'notes'>>().toEqualTypeOf<{
    title: string;
    stars?: number | undefined;
    tags?: string[] | undefined;
  }>();
});

test('a body has the type of a plain JSON Schema', () => {
  expectTypeOf<CollectionBody<typeof zodApp, 'todos'>>().toEqualTypeOf<{ text: string; done: boolean; due?: string | null }>();
});

test('the common subset of JSON Schema', () => {
  expectTypeOf<FromSchema<{ const: 3 }>>().toEqualTypeOf<3>();
  expectTypeOf<FromSchema<{ enum: readonly ['a', 'b', null] }>>().toEqualTypeOf<'a' | 'b' | null>();
  expectTypeOf<FromSchema<{ anyOf: readonly [{ type: 'string' }, { type: 'null' }] }>>().toEqualTypeOf<string | null>();
  expectTypeOf<FromSchema<{ type: 'array'; items: { type: 'integer' } }>>().toEqualTypeOf<number[]>();
  expectTypeOf<FromSchema<{ type: 'array'; prefixItems: readonly [{ type: 'string' }, { type: 'number' }] }>>().toEqualTypeOf<
    [string, number]
  >();
  expectTypeOf<FromSchema<{ type: 'object'; additionalProperties: { type: 'number' } }>>().toEqualTypeOf<Record<string, number>>();
  expectTypeOf<FromSchema<{ $ref: '#/$defs/x' }>>().toEqualTypeOf<unknown>();
});

test('the manifest is what the server takes', () => {
  expectTypeOf(toManifest(zodApp)).toExtend<AppManifestInput>();
});

test('purposes are texts, or texts by language; what is optional is a scope', () => {
  const told = { en: 'Your notes', de: 'Deine Notizen' };
  const app = defineApp({
    id: 'a',
    name: 'A',
    origins: [],
    scopes: ['openid', 'profile'],
    optional: ['profile'],
    purposes: { profile: told, openid: 'To know you' },
    consentDays: 30,
    collections: { notes: collection({ type: 'object' }, { purpose: told }) },
  });
  expectTypeOf(toManifest(app)).toExtend<AppManifestInput>();
  // @ts-expect-error not a language that Vibe speaks
  collection({ type: 'object' }, { purpose: { tlh: 'x' } });
});

test('a scope that does not exist, a collection without purpose: neither compiles', () => {
  // @ts-expect-error no such scope
  defineApp({ id: 'a', name: 'A', origins: [], scopes: ['documents:delete'] });
  // @ts-expect-error a purpose is shown to people, so there must be one
  collection({ type: 'object' }, { public: true });
  // @ts-expect-error neither a schema nor a JSON Schema object
  collection('text', { purpose: 'x' });
});
