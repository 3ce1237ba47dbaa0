import type { StandardSchema } from './standard-schema.ts';

/**
 * The type of what a JSON Schema lets through, for the common subset: `type` (one or a list), `properties`, `required`, `additionalProperties`,
 * `items`, `prefixItems`, `enum`, `const`, `anyOf`, `oneOf`; text of `format: int64` is a whole number in figures. Nullable is `type: ['string', 'null']`. Anything else is `unknown`; the server
 * enforces the whole schema either way.
 */
export type FromSchema<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly anyOf: readonly (infer A)[] }
      ? FromSchema<A>
      : S extends { readonly oneOf: readonly (infer A)[] }
        ? FromSchema<A>
        : S extends { readonly type: readonly (infer T)[] }
          ? FromType<T, S>
          : S extends { readonly type: infer T }
            ? FromType<T, S>
            : unknown;

type FromType<T, S> = T extends 'string'
  ? S extends { readonly format: 'int64' }
    ? `${bigint}`
    : string
  : T extends 'number' | 'integer'
    ? number
    : T extends 'boolean'
      ? boolean
      : T extends 'null'
        ? null
        : T extends 'array'
          ? FromArray<S>
          : T extends 'object'
            ? FromObject<S>
            : unknown;

type FromArray<S> = S extends { readonly prefixItems: infer P extends readonly unknown[] }
  ? { -readonly [At in keyof P]: FromSchema<P[At]> }
  : S extends { readonly items: infer I }
    ? FromSchema<I>[]
    : unknown[];

type FromObject<S> = S extends { readonly properties: infer P }
  ? Flat<
      { -readonly [K in keyof P as K extends RequiredOf<S> ? K : never]: FromSchema<P[K]> } & {
        -readonly [K in keyof P as K extends RequiredOf<S> ? never : K]?: FromSchema<P[K]>;
      }
    >
  : S extends { readonly additionalProperties: infer A extends object }
    ? Record<string, FromSchema<A>>
    : Record<string, unknown>;

type RequiredOf<S> = S extends { readonly required: readonly (infer R)[] } ? R : never;
type Flat<T> = { [K in keyof T]: T[K] };

/**
 * The body of a document. For a library's schema its input type: a document is kept as it was sent, so defaults and transformations that only run in
 * the library are not in it.
 */
export type BodyOf<S> = S extends StandardSchema<infer Input, unknown> ? AsBody<Input> : AsBody<FromSchema<S>>;
type AsBody<T> = T extends object ? T : Record<string, unknown>;
