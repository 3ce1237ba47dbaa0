import { VibeError } from '@vibe/shared';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compileSchema } from './schema-compile.ts';

const post = z.strictObject({
  text: z.string().min(1).max(500),
  email: z.email().optional(),
  lasts: z.iso.duration().optional(),
  key: z.nanoid().optional(),
  tags: z
    .array(z.string().regex(/^#\w+$/))
    .max(3)
    .optional(),
  at: z.iso.datetime().optional(),
  reply: z.object({ to: z.string() }).nullable().optional(),
});
const validate = compileSchema(z.toJSONSchema(post) as object as Record<string, unknown>, '/collections/posts/schema');

describe('what a schema library writes', () => {
  test('a body that fits has no issues', () => {
    expect(validate({ text: 'hello', email: 'a@b.example', tags: ['#one'], at: '2026-01-01T00:00:00Z', reply: null })).toEqual([]);
  });
  test('every issue is named by its JSON Pointer', () => {
    expect(new Set(validate({ text: '', tags: ['one', '#two'], extra: 1 }))).toEqual(
      new Set([
        { path: '/extra', message: 'must NOT have additional properties' },
        { path: '/text', message: 'must NOT have fewer than 1 characters' },
        { path: '/tags/0', message: 'must match pattern "^#\\w+$"' },
      ]),
    );
    expect(validate({})).toEqual([{ path: '/text', message: "must have required property 'text'" }]);
    expect(validate({ text: 'x', 'a/b~c': 1 })).toMatchObject([{ path: '/a~1b~0c' }]);
  });
  test('formats are checked, also where the library’s own pattern needs look-around', () => {
    expect(validate({ text: 'x', email: 'nobody' })).toContainEqual({ path: '/email', message: 'must match format "email"' });
    expect(validate({ text: 'x', at: 'yesterday' })[0]).toMatchObject({ path: '/at' });
    // Its pattern looks ahead; its format is known.
    expect(validate({ text: 'x', lasts: 'P1D' })).toEqual([]);
    expect(validate({ text: 'x', lasts: 'a day' })).toEqual([{ path: '/lasts', message: 'must match format "duration"' }]);
    // Its format is not known; its pattern can be checked.
    expect(validate({ text: 'x', key: 'short' })).toMatchObject([{ path: '/key', message: expect.stringContaining('pattern') }]);
  });
  test('recursion through the data works', () => {
    const Comment = z.object({
      text: z.string(),
      get replies() {
        return z.array(Comment).optional();
      },
    });
    const check = compileSchema(z.toJSONSchema(Comment) as object as Record<string, unknown>, '');
    expect(check({ text: 'a', replies: [{ text: 'b', replies: [{ text: 'c' }] }] })).toEqual([]);
    expect(check({ text: 'a', replies: [{ text: 'b', replies: [{ text: 1 }] }] })).toMatchObject([{ path: '/replies/0/replies/0/text' }]);
  });
});

describe('what cannot be enforced is refused when it is pushed', () => {
  const object = (rest: object) => ({ type: 'object', ...rest });
  const property = (schema: object) => object({ properties: { a: schema } });
  test.each([
    ['a remote reference', property({ $ref: 'https://evil.example/schema.json' })],
    ['a file reference', property({ $ref: 'file:///etc/passwd' })],
    ['a pointer elsewhere', property({ $ref: '#/properties/b' })],
    ['an id of its own', object({ $id: 'https://json-schema.org/draft/2020-12/schema' })],
    ['a dynamic reference', property({ $dynamicRef: '#x' })],
    ['ajv’s own $async', object({ $async: true })],
    ['another dialect', object({ $schema: 'http://json-schema.org/draft-07/schema#' })],
    ['an unknown keyword', property({ typ: 'string' })],
    ['an unknown format', property({ type: 'string', format: 'moon-phase' })],
    ['look-ahead', property({ type: 'string', pattern: '^(?=a)' })],
    ['a back-reference', property({ type: 'string', pattern: '(a)\\1' })],
    ['a pattern that is none', property({ type: 'string', pattern: '(' })],
    ['look-ahead in a property’s name', object({ patternProperties: { '(?!x)': {} } })],
    ['a long pattern', property({ type: 'string', pattern: 'a'.repeat(1_001) })],
    ['unbounded uniqueItems', property({ type: 'array', uniqueItems: true })],
    ['our own keyword', property({ 'x-vibe-work': -1_000_000 })],
    ['a body that is no object', { type: 'string' }],
    ['a keyword with a wrong value', property({ type: 'string', maxLength: 'long' })],
  ])('%s', (_what, schema) => {
    expect(refused(schema)).toMatchObject({
      code: 'bad_request',
      issues: [{ path: expect.stringMatching(/^\/here/), message: expect.any(String) }],
    });
  });
  test('too large, too deep, too many', () => {
    expect(refused(object({ description: 'x'.repeat(70_000) }))).toMatchObject({ code: 'too_large' });
    let deep: object = {};
    for (let level = 0; level < 40; level++) deep = { not: deep };
    expect(refused(object({ allOf: [deep] }))).toMatchObject({ code: 'bad_request' });
    expect(refused(object({ anyOf: Array.from({ length: 2_001 }, () => ({})) }))).toMatchObject({ code: 'bad_request' });
  });
});

describe('a hostile schema cannot hold the process', () => {
  const quickly = <Result>(run: () => Result): Result => {
    const began = performance.now();
    const result = run();
    expect(performance.now() - began).toBeLessThan(5_000);
    return result;
  };
  const tooMuch = [{ path: '', message: 'takes too much work to check against its schema' }];

  test('a pattern that takes V8 years', () => {
    const check = compileSchema({ type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } }, '');
    expect(quickly(() => check({ a: `${'a'.repeat(50_000)}!` }))).toHaveLength(1);
  });
  test('a schema that doubles at each step', () => {
    const $defs: Record<string, object> = { s60: { type: 'object' } };
    for (let step = 0; step < 60; step++)
      $defs[`s${step}`] = { allOf: [{ $ref: `#/$defs/s${step + 1}` }, { $ref: `#/$defs/s${step + 1}` }] };
    const check = compileSchema({ $ref: '#/$defs/s0', $defs }, '');
    expect(quickly(() => check({}))).toEqual(tooMuch);
  });
  test('a schema that is itself', () => {
    const check = compileSchema({ type: 'object', allOf: [{ $ref: '#' }] }, '');
    expect(quickly(() => check({}))).toEqual(tooMuch);
  });
  test('one that doubles at each level of the data', () => {
    const check = compileSchema({ type: 'object', properties: { a: { allOf: [{ $ref: '#' }, { $ref: '#' }] } } }, '');
    let body: object = {};
    for (let level = 0; level < 60; level++) body = { a: body };
    expect(quickly(() => check(body))).toEqual(tooMuch);
  });
  test('a long choice for each item of a long list', () => {
    const anyOf = Array.from({ length: 1_500 }, (_, index) => ({ const: `c${index}` }));
    const check = compileSchema({ type: 'object', properties: { list: { type: 'array', items: { anyOf } } } }, '');
    expect(quickly(() => check({ list: Array.from({ length: 100_000 }, () => 0) }))).not.toEqual([]);
    expect(quickly(() => check({ list: Array.from({ length: 100_000 }, () => 'c1499') }))).toEqual(tooMuch);
  });
  test('a megabyte of numbers passes', () => {
    const check = compileSchema({ type: 'object', properties: { list: { type: 'array', items: { type: 'number' } } } }, '');
    expect(quickly(() => check({ list: Array.from({ length: 500_000 }, () => 1) }))).toEqual([]);
  });
  test('and a large honest document passes', () => {
    const items = {
      type: 'object',
      properties: { x: { type: 'number' }, y: { type: 'number' }, label: { type: 'string', maxLength: 40 } },
      required: ['x'],
    };
    const check = compileSchema({ type: 'object', properties: { points: { type: 'array', items } } }, '');
    const body = { points: Array.from({ length: 20_000 }, (_, x) => ({ x, y: x, label: `point ${x}` })) };
    expect(quickly(() => check(body))).toEqual([]);
  });
});

function refused(schema: object): VibeError {
  try {
    compileSchema(schema as Record<string, unknown>, '/here');
  } catch (error) {
    if (error instanceof VibeError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
