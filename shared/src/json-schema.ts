/** JSON Schema 2020-12, as an object; the server compiles it and refuses what it cannot enforce. */
export type JsonSchema = { readonly [keyword: string]: unknown };
