import { createHash } from 'node:crypto';
import { type AppManifest, type CollectionManifest, int64FieldsOf, type QualifiedCollection, qualify } from '@vibe/shared';

/** The search of a collection among its indexes; no declared index can have the name. */
export const SEARCH = '~search';

/** What an index is made of, as a manifest declares it. */
export interface DeclaredIndex {
  readonly collection: QualifiedCollection;
  /** As declared; `~search` for the search. */
  readonly name: string;
  /** `index_name` in the table of index rows: changes with what the index is made of. */
  readonly stored: string;
  readonly fields: readonly string[];
  readonly unique: boolean;
  /** One entry for each element of the one field, an array. */
  readonly each: boolean;
  /** Of the search: the text search configuration of each field. */
  readonly language: Readonly<Record<string, string>>;
}

/** Bumped when the same declaration comes to other index rows: everything is built anew. */
const ENCODING = 1;

export const indexesDeclaredBy = (manifest: AppManifest): DeclaredIndex[] =>
  Object.entries(manifest.collections).flatMap(([name, declared]) => indexesDeclaredIn(qualify(manifest.id, name), declared));

export function indexesDeclaredIn(collection: QualifiedCollection, { schema, indexes, search }: CollectionManifest): DeclaredIndex[] {
  const int64 = int64FieldsOf(schema);
  const declared = (name: string, parts: Omit<DeclaredIndex, 'collection' | 'name' | 'stored'>): DeclaredIndex => {
    const { fields, unique, each, language } = parts;
    const made = [ENCODING, fields, fields.filter((field) => int64.has(field)), unique, each, Object.entries(language).sort()];
    return { collection, name, stored: `${name}~${shortHash(JSON.stringify(made))}`, ...parts };
  };
  return [
    ...Object.entries(indexes).map(([name, { fields, unique, each }]) => declared(name, { fields, unique, each, language: {} })),
    ...(search ? [declared(SEARCH, { fields: search.fields, unique: false, each: false, language: search.language })] : []),
  ];
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 6);
