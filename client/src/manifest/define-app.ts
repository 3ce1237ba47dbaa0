import type { AclInput, Scope } from '@vibe/shared';
import type { BodyOf } from './from-schema.ts';
import type { JsonSchema, StandardSchema } from './standard-schema.ts';

export interface CollectionOptions {
  /** What the app keeps here and why, shown on the consent page. */
  readonly purpose: string;
  /** Visitors who are not signed in may read the documents whose ACL says `*`. Left out: no. */
  readonly public?: boolean;
  /** The ACL of a document that is created without one. Left out: only its owner. */
  readonly defaultAcl?: AclInput;
}

export interface CollectionDefinition<Body extends object = object> extends CollectionOptions {
  readonly schema: StandardSchema | JsonSchema;
  /** Never there: carries the type of a document's body. */
  readonly body?: Body;
}

/** @param schema of any Standard Schema library (zod ≥ 4.2, …), or a JSON Schema 2020-12 object. */
export const collection = <const S extends StandardSchema | JsonSchema>(
  schema: S,
  options: CollectionOptions,
): CollectionDefinition<BodyOf<S>> => ({
  ...options,
  schema,
});

export type Collections = { readonly [name: string]: CollectionDefinition };

/** What an app says of itself. */
export interface AppDefinition<C extends Collections = Collections> {
  /** 1 to 40 of a–z, 0–9 and inner hyphens, unique on a server. */
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly icon?: string;
  /** Where the app runs, such as `https://app.example`; http only on localhost. The tag works on these origins only. */
  readonly origins: readonly string[];
  /** Where a full-page sign-in may come back to; exact match. */
  readonly redirectUris?: readonly string[];
  readonly scopes: readonly Scope[];
  /** Per scope, why the app asks for it, in its own words; shown under Vibe's text. */
  readonly purposes?: { readonly [S in Scope]?: string };
  readonly collections?: C;
}

/** Gives the app back as it is, with the types of its collections. */
// biome-ignore lint/complexity/noBannedTypes: an app without collections has none, not any
export const defineApp = <const C extends Collections = {}>(app: AppDefinition<C>): AppDefinition<C> => app;

/** What `collection('…')` takes for this app, and the bodies behind each name. */
export type CollectionsOf<App> = App extends AppDefinition<infer C> ? C : Collections;
export type CollectionBody<App, Name extends keyof CollectionsOf<App>> =
  CollectionsOf<App>[Name] extends CollectionDefinition<infer Body> ? OrAny<Body> : never;
/** Of a body without a known member, such as that of an app whose manifest is not given, any member may be read. */
type OrAny<Body extends object> = [keyof Body] extends [never] ? Record<string, unknown> : Body;
