/**
 * A schema of any library that follows Standard Schema (https://standardschema.dev): zod ≥ 4.2, valibot, arktype… Only what is used here, so that
 * no library comes along.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** Standard JSON Schema: how the schema becomes part of the manifest. */
    readonly jsonSchema?: { readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown> };
  };
}

/** JSON Schema 2020-12, as an object. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const isStandard = (schema: StandardSchema | JsonSchema): schema is StandardSchema => '~standard' in schema;

/** @throws {TypeError} when the library cannot write JSON Schema */
export function toJsonSchema(schema: StandardSchema | JsonSchema, name: string): JsonSchema {
  if (!isStandard(schema)) return schema;
  const { jsonSchema, vendor } = schema['~standard'];
  if (!jsonSchema)
    throw new TypeError(`Collection "${name}": this version of ${vendor} does not write JSON Schema; give a JSON Schema object instead`);
  return jsonSchema.input({ target: 'draft-2020-12' });
}
