import { type Acl, appOfCollection, type JsonSchema, nameOfCollection, type QualifiedCollection, type VibeErrorIssue } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { compileSchema, type Validate } from '../../platform/json-schema/schema-compile.ts';
import { perProcess } from '../../platform/lifetime.ts';
import type { App } from './app.ts';
import { findApp } from './apps.ts';
import { schemaPath } from './manifest.ts';

/** One collection of an app, as its newest manifest has it. */
export interface Collection {
  readonly app: App;
  readonly name: string;
  readonly schema: JsonSchema;
  readonly public: boolean;
  /** For a document that is created without an ACL. */
  readonly defaultAcl: Acl | undefined;
  /** What is wrong with a body, by JSON Pointer into it; empty: nothing. */
  validate(body: unknown): VibeErrorIssue[];
}

/** `undefined`: there is no such app, or it has no such collection. */
export async function findCollection(services: Services, qualified: QualifiedCollection): Promise<Collection | undefined> {
  const app = await findApp(services, appOfCollection(qualified));
  if (!app) return undefined;
  const cache = compiled(services);
  const key = `${app.manifestVersion} ${qualified}`;
  const known = cache.get(key);
  if (known?.app === app) return known;
  const name = nameOfCollection(qualified);
  const declared = Object.hasOwn(app.manifest.collections, name) ? app.manifest.collections[name] : undefined;
  if (!declared) return undefined;
  // The schema of a version never changes, so what was compiled for it holds although the app was read anew.
  const validate: Validate = known?.validate ?? compileSchema(declared.schema, schemaPath(name));
  const collection = { app, name, schema: declared.schema, public: declared.public, defaultAcl: declared.defaultAcl, validate };
  cache.set(key, collection);
  return collection;
}

const compiled = perProcess((_: Services) => new LRUCache<string, Collection>({ max: 2_000 }));
