import type { JsonSchema } from './json-schema.ts';

/** What a schema says of one place in a document, as far as declarations in a manifest care. */
export interface FieldFacts {
  /** False: a document that fits the schema cannot have it. */
  readonly mayBeThere: boolean;
  /** The JSON types it may have; `undefined`: the schema does not say. */
  readonly types: ReadonlySet<string> | undefined;
}

/** How deep references of a schema are followed, and how many schemas are looked at: it is a stranger's. */
const MOST = { depth: 16, schemas: 5_000 } as const;
type Schema = Readonly<Record<string, unknown>>;
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the schema of a body says of a dotted path into it. What is not understood counts as allowed: the server checks documents, not this. */
export function fieldFacts(schema: JsonSchema, path: string): FieldFacts {
  const walk = new Walk(schema);
  let places: readonly Schema[] | undefined = [schema];
  for (const name of path.split('.')) {
    const inside: Schema[] | 'closed' | undefined = walk.member(places, name);
    if (inside === 'closed') return { mayBeThere: false, types: undefined };
    if (inside === undefined) return { mayBeThere: true, types: undefined };
    places = inside;
  }
  return { mayBeThere: true, types: walk.types(places) };
}

/** The dotted paths whose text is a 64-bit integer: `{ type: 'string', format: 'int64' }`, alone or as the elements of an array. */
export function int64FieldsOf(schema: JsonSchema): ReadonlySet<string> {
  const walk = new Walk(schema);
  const found = new Set<string>();
  const visit = (at: Schema, path: string, depth: number) => {
    if (depth > 8) return;
    for (const each of walk.alternatives(at)) {
      if (each.format === 'int64' || walk.isItemsOf(each, (item) => item.format === 'int64')) found.add(path);
      if (!isSchema(each.properties)) continue;
      for (const [name, inside] of Object.entries(each.properties))
        if (isSchema(inside) && !name.includes('.')) visit(inside, path === '' ? name : `${path}.${name}`, depth + 1);
    }
  };
  visit(schema, '', 0);
  found.delete('');
  return found;
}

class Walk {
  readonly #root: Schema;
  #left: number = MOST.schemas;

  constructor(root: Schema) {
    this.#root = root;
  }

  /** The schema, what it refers to, and what it is made of: all of `allOf`, any of `anyOf` and `oneOf`. */
  alternatives(schema: Schema, depth = 0): Schema[] {
    if (depth > MOST.depth || --this.#left < 0) return [];
    const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => (Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []));
    const target = this.#target(schema.$ref);
    return [schema, ...[...parts, target].filter(isSchema).flatMap((each) => this.alternatives(each, depth + 1))];
  }

  /** What a member of these places may be; `closed`: none of them lets it in; `undefined`: some do, and say nothing of it. */
  member(places: readonly Schema[], name: string): Schema[] | 'closed' | undefined {
    const all = places.flatMap((each) => this.alternatives(each));
    const named = all.flatMap(({ properties }) => {
      const found = isSchema(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
      return isSchema(found) ? [found] : [];
    });
    if (named.length > 0) return named;
    return all.some(isClosed) && !all.some(isOpen) ? 'closed' : undefined;
  }

  types(places: readonly Schema[]): ReadonlySet<string> | undefined {
    const said = places.flatMap((each) => this.alternatives(each)).flatMap((each) => typesOf(each) ?? []);
    return said.length === 0 ? undefined : new Set(said);
  }

  isItemsOf(schema: Schema, test: (item: Schema) => boolean): boolean {
    return isSchema(schema.items) && this.alternatives(schema.items).some(test);
  }

  #target(reference: unknown): unknown {
    if (typeof reference !== 'string') return undefined;
    if (reference === '#') return this.#root;
    const [, holder = '', name = ''] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(reference) ?? [];
    const definitions = this.#root[holder];
    return isSchema(definitions) ? definitions[name.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
}

const isClosed = (schema: Schema): boolean =>
  (schema.additionalProperties === false || schema.unevaluatedProperties === false) && !isSchema(schema.patternProperties);
const combinators = ['$ref', 'allOf', 'anyOf', 'oneOf'];
/** An object that may have other members. What only combines others says nothing of itself. */
const isOpen = (schema: Schema): boolean =>
  !isClosed(schema) && !combinators.some((each) => Object.hasOwn(schema, each)) && (typesOf(schema)?.includes('object') ?? true);

function typesOf({ type, const: only, enum: some }: Schema): readonly string[] | undefined {
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((each) => typeof each === 'string');
  if (only !== undefined) return [typeOf(only)];
  return Array.isArray(some) ? some.map(typeOf) : undefined;
}

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
