import type { z } from 'zod';
import type { IndexDeclaration, RelationDeclaration, SearchDeclaration } from './collection-manifest.ts';
import type { JsonSchema } from './json-schema.ts';
import { type FieldFacts, fieldFacts } from './schema-fields.ts';

interface Collection {
  readonly schema: JsonSchema;
  readonly indexes: Readonly<Record<string, IndexDeclaration>>;
  readonly search?: SearchDeclaration | undefined;
  readonly relations: Readonly<Record<string, RelationDeclaration>>;
}
interface Manifest {
  readonly id: string;
  readonly collections: Readonly<Record<string, Collection>>;
}
type Context = z.core.$RefinementCtx;
type Path = readonly (string | number)[];

/** What holds between the parts of a manifest: declared fields are those of the schema, relations lead somewhere and can be followed back. */
export function checkDeclarations(manifest: Manifest, context: Context): void {
  // What is wrong in itself is said alone.
  if (context.issues.length > 0) return;
  for (const [name, collection] of Object.entries(manifest.collections)) {
    const problem = (path: Path, message: string) =>
      context.addIssue({ code: 'custom', path: ['collections', name, ...path], message, input: manifest });
    for (const [path, message] of wrongFields(collection)) problem(path, message);
    for (const [relation, declared] of Object.entries(collection.relations)) {
      const message = wrongRelation(manifest, declared);
      if (message) problem(['relations', relation], message);
    }
  }
}

/** Fields that a document cannot have, or whose type cannot serve. */
function* wrongFields({ schema, indexes, search, relations }: Collection): Generator<[Path, string]> {
  for (const [name, { fields, each }] of Object.entries(indexes)) {
    for (const [at, field] of fields.entries()) {
      const facts = fieldFacts(schema, field);
      const message = missing(facts, field) ?? (each ? notAnArray(facts, field) : onlyAnArray(facts, field));
      if (message) yield [['indexes', name, 'fields', at], message];
    }
  }
  for (const [at, field] of (search?.fields ?? []).entries()) {
    const facts = fieldFacts(schema, field);
    const message = missing(facts, field) ?? (may(facts, 'string', 'array') ? undefined : `${field} is no text, so it cannot be searched`);
    if (message) yield [['search', 'fields', at], message];
  }
  for (const [name, relation] of Object.entries(relations)) {
    if ('from' in relation) continue;
    const facts = fieldFacts(schema, relation.field);
    const message =
      missing(facts, relation.field) ??
      (may(facts, 'object', 'array') ? undefined : `${relation.field} cannot hold a reference { did, collection, id }`);
    if (message) yield [['relations', name, 'field'], message];
  }
}

const may = ({ types }: FieldFacts, ...any: string[]): boolean => types === undefined || any.some((each) => types.has(each));
const missing = ({ mayBeThere }: FieldFacts, field: string): string | undefined =>
  mayBeThere ? undefined : `${field} is not in the schema`;
const notAnArray = (facts: FieldFacts, field: string): string | undefined =>
  may(facts, 'array') ? undefined : `${field} is no array, so there is no \`each\` of it`;
const onlyAnArray = ({ types }: FieldFacts, field: string): string | undefined =>
  types?.has('array') && [...types].every((each) => each === 'array' || each === 'null')
    ? `${field} is an array: say { fields: ['${field}'], each: true } to find documents by its elements`
    : undefined;

/** Collections of other apps may not be there yet: whether they serve is seen when a query follows. */
function wrongRelation({ id, collections }: Manifest, relation: RelationDeclaration): string | undefined {
  const target = 'from' in relation ? relation.from : relation.collection;
  const own = target.startsWith(`${id}/`) ? target.slice(id.length + 1) : target;
  if (own.includes('/')) return undefined;
  const there = Object.hasOwn(collections, own) ? collections[own] : undefined;
  if (!there) return `there is no collection ${own}`;
  if (!('from' in relation)) return undefined;
  if (!fieldFacts(there.schema, relation.field).mayBeThere) return `${relation.field} is not in the schema of ${own}`;
  const served = Object.values(there.indexes).some(({ fields }) => fields.length === 1 && fields[0] === relation.field);
  return served
    ? undefined
    : `${own} needs an index on ${relation.field} to be followed back, for example indexes: { by: '${relation.field}' }`;
}
