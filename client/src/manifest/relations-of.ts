import type { PathOf } from '../query/paths.ts';
import type { AnyRelation } from '../query/relations.ts';
import type { CollectionDefinition } from './collection.ts';

export type Collections = { readonly [name: string]: CollectionDefinition };
type BodyIn<C, Name extends keyof C> = C[Name] extends CollectionDefinition<infer Body> ? Body : never;
type OptionsIn<C, Name extends keyof C> = C[Name] extends CollectionDefinition<object, infer R> ? R : unknown;

/** What may be expanded in a collection, by the relations that the manifest declares. */
export type RelationsIn<C, Name extends keyof C> = string extends keyof C
  ? { readonly [relation: string]: AnyRelation }
  : { readonly [R in keyof OptionsIn<C, Name>]: RelationTo<C, OptionsIn<C, Name>[R]> };

type RelationTo<C, Option> = Option extends { readonly from: infer From }
  ? { readonly many: true } & Target<C, From>
  : Option extends { readonly collection: infer To }
    ? { readonly many: false } & Target<C, To>
    : never;
type Target<C, Name> = Name extends keyof C
  ? { readonly body: OrAny<BodyIn<C, Name>>; readonly relations: RelationsIn<C, Name> }
  : { readonly body: Record<string, unknown>; readonly relations: { readonly [name: string]: AnyRelation } };

/** Of a body without a known member, such as that of an app whose manifest is not given, any member may be read. */
export type OrAny<Body extends object> = [keyof Body] extends [never] ? Record<string, unknown> : Body;

/** Relations that lead nowhere in the app do not compile: those between its own collections must name one, and in reverse a field of it. */
export type CheckedRelations<C> = {
  readonly [Name in keyof C]: unknown extends OptionsIn<C, Name>
    ? unknown
    : { readonly relations?: { readonly [R in keyof OptionsIn<C, Name>]: Checked<C, OptionsIn<C, Name>[R]> } };
};
type Checked<C, Option> = Option extends { readonly from: infer From }
  ? { readonly from: CheckedName<C, From>; readonly field: From extends keyof C ? PathOf<BodyIn<C, From>> : string }
  : { readonly field: string; readonly collection: Option extends { readonly collection: infer To } ? CheckedName<C, To> : never };
type CheckedName<C, Name> = Name extends keyof C | `${string}/${string}` ? Name : keyof C & string;
