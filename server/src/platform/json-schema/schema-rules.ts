import { type JsonSchema, VibeError, type VibeErrorIssue } from '@vibe/shared';

/**
 * An app's JSON Schema is a stranger's program that runs in this process on each write. These are the bounds it must keep before it is
 * compiled; what it costs while it runs is bounded by `schema-work.ts`.
 */
export const schemaLimits = { bytes: 65_536, depth: 32, nodes: 2_000, patternLength: 1_000, uniqueItems: 256 } as const;

/** Would fetch, or rename what `$ref` means. Recursion goes through `#` and `#/$defs/…`. */
const refused = ['$id', '$anchor', '$dynamicAnchor', '$dynamicRef', '$recursiveRef', '$recursiveAnchor', '$vocabulary', '$async', '$data'];
const dialects = ['https://json-schema.org/draft/2020-12/schema', 'https://json-schema.org/draft/2020-12/schema#'];

/** Keywords whose value is a schema, a list of schemas, or schemas by name (JSON Schema 2020-12 core §10, §11). */
const inPlace = {
  one: [
    'not',
    'if',
    'then',
    'else',
    'items',
    'contains',
    'additionalProperties',
    'propertyNames',
    'unevaluatedItems',
    'unevaluatedProperties',
    'contentSchema',
  ],
  list: ['allOf', 'anyOf', 'oneOf', 'prefixItems'],
  named: ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'],
} as const;

/** The schema and every schema inside it, with its JSON Pointer. */
export function* eachSchema(schema: unknown, path = '', depth = 0): Generator<{ schema: JsonSchema; path: string; depth: number }> {
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) return;
  const at = schema as JsonSchema;
  yield { schema: at, path, depth };
  if (depth > schemaLimits.depth) return;
  for (const name of inPlace.one) yield* eachSchema(at[name], `${path}/${name}`, depth + 1);
  for (const name of inPlace.list) {
    const list = at[name];
    if (Array.isArray(list)) for (const [index, each] of list.entries()) yield* eachSchema(each, `${path}/${name}/${index}`, depth + 1);
  }
  for (const name of inPlace.named) {
    const named = at[name];
    if (named === null || typeof named !== 'object') continue;
    for (const [key, each] of Object.entries(named)) yield* eachSchema(each, `${path}/${name}/${pointer(key)}`, depth + 1);
  }
}

/** @throws {VibeError} too_large, bad_request with a JSON Pointer into the schema per finding. */
export function checkSchema(schema: JsonSchema, where: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(schema));
  if (bytes > schemaLimits.bytes)
    throw new VibeError('too_large', `${where} may have at most ${schemaLimits.bytes} bytes and has ${bytes}`);
  const issues: VibeErrorIssue[] = [];
  let nodes = 0;
  for (const { schema: each, path, depth } of eachSchema(schema)) {
    nodes += 1;
    if (nodes > schemaLimits.nodes) issues.push({ path: where, message: `may have at most ${schemaLimits.nodes} schemas inside` });
    if (depth > schemaLimits.depth) issues.push({ path: where + path, message: `may be at most ${schemaLimits.depth} deep` });
    for (const message of wrongWith(each, depth)) issues.push({ path: where + path, message });
    if (issues.length >= 20) break;
  }
  if (issues.length > 0) throw new VibeError('bad_request', `${issues[0]?.path}: ${issues[0]?.message}`, { issues });
}

function* wrongWith(schema: JsonSchema, depth: number): Generator<string> {
  for (const name of refused) if (Object.hasOwn(schema, name)) yield `${name} is not supported here`;
  if (Object.keys(schema).some((name) => name.startsWith('x-vibe-'))) yield 'x-vibe-… is reserved';
  const { $schema, $ref, type, pattern, uniqueItems, maxItems, patternProperties } = schema;
  if ($schema !== undefined && !dialects.includes(String($schema))) yield 'must be JSON Schema 2020-12';
  if ($ref !== undefined && !/^#(\/(\$defs|definitions)\/[^/]+)?$/.test(String($ref))) yield '$ref may only be # or #/$defs/<name>';
  if (depth === 0 && type !== undefined && type !== 'object') yield 'must describe an object: a document body always is one';
  for (const each of [pattern, ...Object.keys(patternProperties ?? {})]) {
    if (typeof each === 'string' && each.length > schemaLimits.patternLength)
      yield `a pattern may have at most ${schemaLimits.patternLength} characters`;
  }
  // Comparing every pair is quadratic, whatever the engine.
  if (uniqueItems === true && !(typeof maxItems === 'number' && maxItems <= schemaLimits.uniqueItems)) {
    yield `uniqueItems needs maxItems of at most ${schemaLimits.uniqueItems} beside it`;
  }
}

const pointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
