import {
  appOfCollection,
  type CollectionAcl,
  type CollectionManifest,
  int64FieldsOf,
  type JsonSchema,
  nameOfCollection,
  type QualifiedCollection,
  qualify,
  type VibeErrorIssue,
} from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { compileSchema, type Validate } from '../../platform/json-schema/schema-compile.ts';
import { perProcess } from '../../platform/lifetime.ts';
import type { App } from './app.ts';
import { findApp } from './apps.ts';
import { type DeclaredIndex, indexesDeclaredIn, SEARCH } from './declared-indexes.ts';
import type { IndexStatus } from './index-status.ts';
import { schemaPath } from './manifest.ts';

/** One collection of an app, as its newest manifest has it. */
export interface Collection {
  readonly app: App;
  readonly name: string;
  readonly schema: JsonSchema;
  readonly public: boolean;
  /** For a document that is created without an ACL, and for who may create. */
  readonly defaultAcl: CollectionAcl | undefined;
  /** As declared, with how far each is built: at most 5 s old. */
  readonly indexes: readonly CollectionIndex[];
  readonly search: CollectionIndex | undefined;
  readonly relations: Readonly<Record<string, Relation>>;
  /** Every revision is kept. */
  readonly history: boolean;
  /** Fields whose text is a 64-bit integer. */
  readonly int64: ReadonlySet<string>;
  /** What is wrong with a body, by JSON Pointer into it; empty: nothing. */
  validate(body: unknown): VibeErrorIssue[];
}

export type CollectionIndex = DeclaredIndex & Pick<IndexStatus, 'state' | 'progress' | 'problem'>;

/** Documents that `field` refers to, or those of `from` whose `field` refers here. */
export type Relation =
  | { readonly field: string; readonly collection: QualifiedCollection }
  | { readonly from: QualifiedCollection; readonly field: string };

/** `undefined`: there is no such app, or it has no such collection. */
export async function findCollection(services: Services, qualified: QualifiedCollection): Promise<Collection | undefined> {
  const app = await findApp(services, appOfCollection(qualified));
  if (!app) return undefined;
  const cache = compiled(services);
  const key = `${app.manifestVersion} ${qualified}`;
  const known = cache.get(key);
  if (known?.collection.app === app) return known.collection;
  const name = nameOfCollection(qualified);
  const declared = Object.hasOwn(app.manifest.collections, name) ? app.manifest.collections[name] : undefined;
  if (!declared) return undefined;
  // What a version says never changes, so what was made of it holds although the app was read anew.
  const { made } = known ?? { made: madeOf(app.id, name, declared) };
  const all = made.declared.map((each) => withStatus(each, app));
  const collection: Collection = {
    ...{ app, name, schema: declared.schema, public: declared.public, defaultAcl: declared.defaultAcl, history: declared.history },
    ...{ validate: made.validate, relations: made.relations, int64: made.int64 },
    indexes: all.filter((each) => each.name !== SEARCH),
    search: all.find((each) => each.name === SEARCH),
  };
  cache.set(key, { made, collection });
  return collection;
}

/** What is made of a collection's manifest once. */
interface Made {
  readonly validate: Validate;
  readonly declared: readonly DeclaredIndex[];
  readonly relations: Readonly<Record<string, Relation>>;
  readonly int64: ReadonlySet<string>;
}

const madeOf = (appId: string, name: string, declared: CollectionManifest): Made => ({
  validate: compileSchema(declared.schema, schemaPath(name)),
  declared: indexesDeclaredIn(qualify(appId, name), declared),
  relations: Object.fromEntries(Object.entries(declared.relations).map(([each, relation]) => [each, qualified(appId, relation)])),
  int64: int64FieldsOf(declared.schema),
});

function qualified(appId: string, relation: CollectionManifest['relations'][string]): Relation {
  const whole = (name: string) => (name.includes('/') ? (name as QualifiedCollection) : qualify(appId, name));
  return 'from' in relation ? { ...relation, from: whole(relation.from) } : { ...relation, collection: whole(relation.collection) };
}

function withStatus(declared: DeclaredIndex, app: App): CollectionIndex {
  const status = app.indexes.find(({ collection, stored }) => collection === declared.collection && stored === declared.stored);
  const { state, progress, problem } = status ?? unknown;
  return { ...declared, state, progress, problem };
}
const unknown = { state: 'building', progress: { documents: 0, owners: 0, ofOwners: 0 }, problem: undefined } as const;

const compiled = perProcess((_: Services) => new LRUCache<string, { made: Made; collection: Collection }>({ max: 2_000 }));
