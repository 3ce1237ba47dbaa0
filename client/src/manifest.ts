export {
  type CollectionDefinition,
  type CollectionOptions,
  collection,
  type IndexOption,
  type RelationOption,
  type SearchOption,
} from './manifest/collection.ts';
export {
  type AppDefinition,
  type CollectionBody,
  type CollectionRelations,
  type CollectionsOf,
  defineApp,
} from './manifest/define-app.ts';
export type { BodyOf, FromSchema } from './manifest/from-schema.ts';
export type { Collections } from './manifest/relations-of.ts';
export type { JsonSchema, StandardSchema } from './manifest/standard-schema.ts';
export { type AppManifestInput, toManifest } from './manifest/to-manifest.ts';
