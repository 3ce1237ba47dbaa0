import { limits } from '@vibe/shared';
import type { Database } from '../../../platform/database.ts';
import type { StoredDocument } from '../document.ts';
import { DOCUMENT_COLUMNS, type DocumentRow, toStored } from '../documents.store.ts';

export interface Wanted {
  readonly owner: string;
  readonly id: string;
}

const documentOf = (row: string) => `(select ${DOCUMENT_COLUMNS} from documents
    where owner_did = ${row}.owner_did and collection = $1 and id = ${row}.id and not deleted offset 0)`;

/** Documents by their keys, as far as these principals may read them; in any order. */
export async function findMany(
  database: Database,
  principals: readonly string[],
  collection: string,
  wanted: readonly Wanted[],
): Promise<StoredDocument[]> {
  const rows = await database.read<DocumentRow>(principals, {
    name: 'documents.many',
    text: `select d.* from unnest($2::text[], $3::text[]) as wanted (owner_did, id) cross join lateral ${documentOf('wanted')} as d`,
    values: [collection, wanted.map(({ owner }) => owner), wanted.map(({ id }) => id)],
  });
  return rows.map(toStored);
}

export interface Referring {
  readonly collection: string;
  /** Of the index on the field that refers. */
  readonly index: string;
  /** What the index says of each document that is referred to. */
  readonly keys: readonly Buffer[];
  /** Who reads; `own`: their own documents alone. */
  readonly eyes: { readonly did: string | undefined; readonly principals: readonly string[] };
  readonly own: boolean;
  /** Of all of them together. */
  readonly most: number;
}

/** The documents that refer to others, newest first, so many of each; with the place of the key that they were found by. */
export async function findReferring(database: Database, query: Referring): Promise<{ of: number; stored: StoredDocument }[]> {
  const { collection, index, keys, eyes, own, most } = query;
  const newest = 'order by ord desc, owner_did desc, id desc';
  const rows = await database.read<DocumentRow & { of: string }>(eyes.principals, {
    name: `documents.referring${own ? ' own' : ''}`,
    text: `select wanted.of, d.* from unnest($2::bytea[]) with ordinality as wanted (key, of)
      cross join lateral (
        select distinct ord, owner_did, id from unnest($3::text[]) as principals (principal) cross join lateral (
          select ord, owner_did, id from document_index
           where principal = principals.principal and collection = $1 and index_name = $4 and key = wanted.key
             and ${own ? 'owner_did = $5::text' : '(denied is null or owner_did = $5::text or not denied && $3::text[])'}
           ${newest} limit ${limits.reverseDocuments}) as each
         ${newest} limit ${limits.reverseDocuments}) as found
      cross join lateral ${documentOf('found')} as d
      order by wanted.of, d.ord desc, d.owner_did desc, d.id desc limit $6::integer`,
    values: [collection, keys, own ? [eyes.did] : eyes.principals, index, eyes.did ?? null, most],
  });
  return rows.map((row) => ({ of: Number(row.of) - 1, stored: toStored(row) }));
}
