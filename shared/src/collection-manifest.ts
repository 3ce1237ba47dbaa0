import { z } from 'zod';
import { collectionName, qualifiedCollection } from './ids.ts';
import { limits } from './limits.ts';
import { isFieldPath } from './query/filter.ts';
import { reservedFields } from './query/where.ts';

/** Of indexes and relations. */
const declaredName = /^[a-z][a-zA-Z0-9_]{0,39}$/;
const named = <Value extends z.ZodType>(value: Value, most: number, what: string) =>
  z
    .record(z.string(), value)
    .default({})
    .refine((all) => Object.keys(all).every((each) => declaredName.test(each)), {
      error: 'has a name that does not start with a–z or is not up to 40 letters, digits or _',
    })
    .refine((all) => Object.keys(all).length <= most, { error: `may have at most ${most} ${what}` });

const field = z
  .string()
  .refine(isFieldPath, { error: 'must be a dotted path into the body, such as likes or author.name' })
  .refine((path) => !reservedFields.includes(path), {
    error: `is taken: queries mean something else by ${reservedFields.join(', ')}`,
  });

const fields = z
  .array(field)
  .refine((all) => all.length >= 1 && all.length <= limits.indexFields, { error: `has 1 to ${limits.indexFields} fields` })
  .refine((all) => new Set(all).size === all.length, { error: 'names a field twice' });

/** `'likes'` and `['status', 'due']` are short for `{ fields }`. */
const index = z
  .union([field, fields, z.strictObject({ fields, unique: z.boolean().default(false), each: z.boolean().default(false) })], {
    error: 'must be a field, a list of fields, or { fields, unique, each }',
  })
  .transform((given) => {
    if (typeof given === 'string') return { fields: [given], unique: false, each: false };
    return Array.isArray(given) ? { fields: given, unique: false, each: false } : given;
  })
  .refine((value) => !value.each || value.fields.length === 1, { error: 'an index with `each` has one field' })
  .refine((value) => !(value.each && value.unique), { error: 'is either unique or has `each`, not both' });

/** The name of a text search configuration of Postgres; which there are, the server knows. */
const language = z.string().regex(/^[a-z][a-z_]{0,62}$/, 'must be a text search configuration such as english or simple');

const search = z
  .strictObject({
    fields: z.array(field).min(1).max(limits.searchFields),
    language: z.union([language, z.record(z.string(), language)]).default('simple'),
  })
  .refine((value) => typeof value.language === 'string' || Object.keys(value.language).every((each) => value.fields.includes(each)), {
    error: 'language names a field that is not searched',
  })
  .transform(({ fields: searched, language: said }) => ({
    fields: searched,
    language: Object.fromEntries(searched.map((each) => [each, (typeof said === 'string' ? said : said[each]) ?? 'simple'])),
  }));

const otherCollection = z.union([collectionName, qualifiedCollection], {
  error: 'must be a collection of this app, or <app>/<collection>',
});
const relation = z.union([z.strictObject({ field, collection: otherCollection }), z.strictObject({ from: otherCollection, field })], {
  error: 'must be { field, collection }, or { from, field } for the documents that refer here',
});

/** What a collection declares besides its schema: what is kept for queries to be answered by. */
export const declarations = {
  /** Per name the fields that queries filter and sort by, also across owners. */
  indexes: named(index, limits.collectionIndexes, 'indexes'),
  /** The fields that `search` looks into, and the language of each. */
  search: search.optional(),
  /** What `expand` may follow. */
  relations: named(relation, limits.collectionRelations, 'relations'),
  /** Every revision is kept, for `documents.history`. */
  history: z.boolean().default(false),
};
export type IndexDeclaration = z.output<typeof index>;
export type SearchDeclaration = z.output<typeof search>;
export type RelationDeclaration = z.output<typeof relation>;
