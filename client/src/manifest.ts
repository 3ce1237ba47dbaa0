export {
  type AppDefinition,
  type CollectionBody,
  type CollectionDefinition,
  type CollectionOptions,
  type Collections,
  type CollectionsOf,
  collection,
  defineApp,
} from './manifest/define-app.ts';
export type { BodyOf, FromSchema } from './manifest/from-schema.ts';
export type { JsonSchema, StandardSchema } from './manifest/standard-schema.ts';
export { type AppManifestInput, toManifest } from './manifest/to-manifest.ts';
