import type { CollectionAclInput, LocalizedText } from '@vibe/shared';
import type { PathOf } from '../query/paths.ts';
import type { BodyOf } from './from-schema.ts';
import type { JsonSchema, StandardSchema } from './standard-schema.ts';

/** A field, several in order, or with what more is to be said. */
export type IndexOption<Path extends string = string> =
  | Path
  | readonly Path[]
  | {
      /** 1 to 4, in order. */
      readonly fields: readonly Path[];
      /** No two documents of one owner have the same. */
      readonly unique?: true;
      /** One entry per element of the one array field: what `contains` is answered with. */
      readonly each?: true;
    };

export interface SearchOption<Path extends string = string> {
  readonly fields: readonly Path[];
  /** A text search configuration of Postgres (`english`, `german`, …), for all fields or by field. Left out: `simple`, words as they are written. */
  readonly language?: string | { readonly [P in Path]?: string };
}

/** `field` of a document refers to one in `collection`; or documents of `from` refer to it in theirs, which that collection has an index on. */
export type RelationOption<Path extends string = string> =
  | { readonly field: Path; readonly collection: string }
  | { readonly from: string; readonly field: string };
export type RelationOptions<Path extends string = string> = { readonly [name: string]: RelationOption<Path> };

interface Told {
  /** What the app keeps here and why, shown on the consent page. */
  readonly purpose: LocalizedText;
  /** Visitors who are not signed in may read the documents whose ACL says `*`. Left out: no. */
  readonly public?: boolean;
  /** The ACL of a document that is created without one; `create` says who besides the owner may create. Left out: only its owner. */
  readonly defaultAcl?: CollectionAclInput;
  /** Keep every revision, not only the last. Left out: no. */
  readonly history?: boolean;
}

export interface CollectionOptions<Body = Record<string, unknown>, R = RelationOptions> extends Told {
  /** What queries filter and sort by, across owners, by a name of its own. Fields are dotted paths of the body. */
  readonly indexes?: { readonly [name: string]: IndexOption<PathOf<Body>> };
  /** The fields that `search` looks into. */
  readonly search?: SearchOption<PathOf<Body>>;
  /** What `expand` follows. A collection is one of this app's, or `app/name`. */
  readonly relations?: R & RelationOptions<PathOf<Body>>;
}

export interface CollectionDefinition<Body extends object = object, R = unknown> extends Told {
  readonly schema: StandardSchema | JsonSchema;
  readonly indexes?: { readonly [name: string]: IndexOption };
  readonly search?: SearchOption;
  readonly relations?: R;
  /** Never there: carries the type of a document's body. */
  readonly body?: Body;
}

/** @param schema of any Standard Schema library (zod ≥ 4.2, …), or a JSON Schema 2020-12 object. */
export const collection = <const S extends StandardSchema | JsonSchema, const R = unknown>(
  schema: S,
  options: CollectionOptions<BodyOf<S>, R>,
): CollectionDefinition<BodyOf<S>, R> => ({ ...options, schema });
