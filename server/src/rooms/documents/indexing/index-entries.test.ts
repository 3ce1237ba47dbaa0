import type { CollectionManifest } from '@vibe/shared';
import { appManifest, int64FieldsOf } from '@vibe/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexesDeclaredIn } from '../../apps/declared-indexes.ts';
import { indexingOf, nothingIndexed } from './index-entries.ts';
import { encodeKey } from './index-key.ts';
import type { IndexSpec } from './index-spec.ts';

const properties = { id: { type: 'string', format: 'int64' }, ids: { type: 'array', items: { type: 'string', format: 'int64' } } };
function collection(
  declared: Partial<CollectionManifest> | object,
  state: IndexSpec['state'] = 'ready',
  schema: object = { type: 'object', properties },
) {
  const { collections } = appManifest.parse({
    ...{ id: 'app', name: 'App', origins: ['https://app.example'], scopes: ['openid'] },
    collections: { things: { schema, purpose: 'Things', ...declared } },
  });
  const things = collections.things as CollectionManifest;
  const progress = { documents: 0, owners: 0, ofOwners: 0 };
  const all = indexesDeclaredIn('app/things', things).map((each) => ({ ...each, state, progress, problem: undefined }));
  return {
    indexes: all.filter(({ name }) => name !== '~search'),
    search: all.find(({ name }) => name === '~search'),
    int64: int64FieldsOf(things.schema),
  };
}
type Spec = string | object;
const one = (spec: Spec, state?: IndexSpec['state']) => collection({ indexes: { it: spec } }, state);
const keysOf = (spec: Spec, body: Record<string, unknown>) =>
  (indexingOf(one(spec), body).entries ?? []).map(({ key }) => key.toString('hex'));
const hex = (...values: unknown[]) => encodeKey(values).toString('hex');

describe('entries', () => {
  test('stand for every document, also for one that has nothing there', () => {
    expect(keysOf('likes', { likes: 3 })).toEqual([hex(3)]);
    expect(keysOf('likes', {})).toEqual([hex(undefined)]);
    expect(keysOf('likes', { likes: null })).toEqual([hex(null)]);
    expect(keysOf('a.b', { a: { b: 'x' } })).toEqual([hex('x')]);
    expect(keysOf('a.b', { a: [{ b: 'x' }] })).toEqual([hex(undefined)]);
    expect(keysOf(['a', 'b'], { b: true })).toEqual([hex(undefined, true)]);
    expect(keysOf('constructor', {})).toEqual([hex(undefined)]);
    expect(keysOf('__proto__', JSON.parse('{"__proto__":1}'))).toEqual([hex(1)]);
  });

  test('of 64-bit fields are numbers; other text there stays text', () => {
    expect(keysOf('id', { id: '9007199254740993' })).toEqual([hex(9007199254740993n)]);
    expect(keysOf('id', { id: '9223372036854775808' })).toEqual([hex('9223372036854775808')]);
    expect(keysOf({ fields: ['ids'], each: true }, { ids: ['7', '007'] })).toEqual([hex(7), hex('007')]);
  });

  test('of each element are there once', () => {
    const each = { fields: ['tags'], each: true };
    expect(keysOf(each, { tags: ['a', 'b', 'a', 1, null, {}, []] })).toEqual([hex('a'), hex('b'), hex(1), hex(null), hex({})]);
    expect(keysOf(each, { tags: 'a' })).toEqual([]);
    expect(keysOf(each, {})).toEqual([]);
    const many = Array.from({ length: 65 }, (_, at) => at);
    expect(keysOf(each, { tags: [...many.slice(1), ...many.slice(1)] })).toHaveLength(64);
    expect(() => keysOf(each, { tags: many })).toThrow('tags has 65 different elements; the index it takes 64');
  });
});

describe('what is unique', () => {
  const unique = (body: Record<string, unknown>, state?: IndexSpec['state']) =>
    (indexingOf(one({ fields: ['a', 'b'], unique: true }, state), body).entries ?? []).map((entry) => entry.unique);

  test('is a document’s only where it has all of the fields, and the index has not failed', () => {
    expect(unique({ a: 1, b: 2 })).toEqual([true]);
    expect(unique({ a: 1, b: 2 }, 'building')).toEqual([true]);
    expect(unique({ a: 1, b: 2 }, 'failed')).toEqual([false]);
    expect(unique({ a: 1 })).toEqual([false]);
    expect(unique({ a: 1, b: null })).toEqual([false]);
  });

  test('is told apart beyond what a key holds: unique entries are equal exactly when the values are', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.constantFrom('x'.repeat(255), 'x'.repeat(256), 'x'.repeat(257), `${'x'.repeat(257)}y`),
    );
    const names = (a: string, b: string) =>
      (indexingOf(one({ fields: ['a', 'b'], unique: true }), { a, b }).entries ?? [])
        .filter((entry) => entry.unique)
        .map(({ index, key }) => `${index} ${key.toString('hex')}`);
    fc.assert(
      fc.property(text, text, text, text, (a, b, c, d) => {
        const [[one], [other]] = [names(a, b), names(c, d)];
        expect(names(a, b)).toHaveLength(1);
        expect(one === other).toBe(a === c && b === d);
      }),
    );
  });
});

describe('texts', () => {
  test('come from the fields that are searched, each in its language', () => {
    const searched = collection({ search: { fields: ['title', 'notes', 'more'], language: { title: 'english' } } });
    expect(indexingOf(searched, { title: 'One', notes: ['two', 3, 'four'], more: 5, text: 'six' }).texts).toEqual([
      { language: 'english', text: 'One' },
      { language: 'simple', text: 'two\nfour' },
    ]);
    expect(indexingOf(searched, {}).texts).toEqual([]);
  });

  test('end after 50,000 characters, never in half of one', () => {
    const searched = collection({ search: { fields: ['a', 'b'] } });
    const { texts = [] } = indexingOf(searched, { a: `${'x'.repeat(49_999)}😀`, b: 'more' });
    expect(texts.map(({ text }) => text.length)).toEqual([50_000]);
    expect(texts[0]?.text.isWellFormed()).toBe(true);
  });
});

test('a collection that declares nothing pays for nothing; a removal empties what there was', () => {
  expect(indexingOf(collection({}), { a: 1 })).toEqual({});
  expect(nothingIndexed(collection({}))).toEqual({});
  expect(nothingIndexed(one('a'))).toEqual({ entries: [] });
  expect(nothingIndexed(collection({ search: { fields: ['a'] } }))).toMatchObject({ texts: [] });
});

test('the stored name changes with what an index is made of, and only with that', () => {
  const stored = (spec: Spec, schema?: object) => collection({ indexes: { it: spec } }, 'ready', schema).indexes[0]?.stored;
  const names = [
    stored('a'),
    stored('b'),
    stored(['a', 'b']),
    stored(['b', 'a']),
    stored({ fields: ['a'], unique: true }),
    stored({ fields: ['a'], each: true }),
  ];
  const asInt64 = stored('a', { type: 'object', properties: { a: { type: 'string', format: 'int64' } } });
  expect(new Set([...names, asInt64]).size).toBe(7);
  expect(stored('a', { type: 'object', properties: { a: { type: 'string', maxLength: 5 } } })).toBe(stored({ fields: ['a'] }));
});
