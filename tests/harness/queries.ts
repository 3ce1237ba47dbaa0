import type { Did, QualifiedCollection } from '@vibe/shared';
import pg from 'pg';
import { findCollection } from '../../server/src/rooms/apps/index.ts';
import { indexingOf } from '../../server/src/rooms/documents/indexing/index-entries.ts';
import type { DocumentsWorld } from './documents.ts';

/** A document as a test has it in mind, and as the database gets it. */
export interface MadeDocument {
  readonly owner: Did;
  readonly id: string;
  readonly ord: bigint;
  readonly body: Record<string, unknown>;
  readonly readers: readonly string[];
  readonly denied: readonly string[];
}

export const createdAtOf = ({ ord }: Pick<MadeDocument, 'ord'>): string => new Date(Number(ord >> 20n)).toISOString();

/** Puts documents where writes would have left them, in bulk, and calls the collection's indexes ready: right after its manifest is pushed. */
export async function putDocuments(
  { services, url }: DocumentsWorld,
  collection: QualifiedCollection,
  documents: readonly MadeDocument[],
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("update collection_indexes set state = 'ready' where collection = $1", [collection]);
    const declared = await findCollection(services, collection);
    if (!declared) throw new Error(`push ${collection} first`);
    await client.query(
      `insert into documents (owner_did, collection, id, ord, seq, generation, hash, acl, readers, denied, body, created_by_app, created_at, updated_at)
       select owner, $1, id, ord, (select count(*) from documents) + row_number() over (), 1, md5(id), '{}', string_to_array(readers, E'\\n'), string_to_array(denied, E'\\n'), body, 'test',
              timestamptz 'epoch' + (ord >> 20) * interval '1 millisecond', timestamptz 'epoch' + (ord >> 20) * interval '1 millisecond'
         from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::jsonb[]) as made (owner, id, ord, readers, denied, body)`,
      [
        collection,
        documents.map(({ owner }) => owner),
        documents.map(({ id }) => id),
        documents.map(({ ord }) => String(ord)),
        documents.map(({ readers }) => readers.join('\n')),
        documents.map(({ denied }) => denied.join('\n')),
        documents.map(({ body }) => JSON.stringify(body)),
      ],
    );
    await client.query(
      `insert into document_readers (principal, collection, ord, owner_did, id, denied)
       select principal, collection, ord, owner_did, id, nullif(denied, '{}') from documents, unnest(readers) as principal where collection = $1
       on conflict do nothing`,
      [collection],
    );
    await client.query(
      'insert into streams select owner_did, max(seq) from documents group by 1 on conflict (owner_did) do update set seq = excluded.seq',
    );
    const indexings = documents.map((document) => ({ document, indexing: indexingOf(declared, document.body) }));
    const entries = indexings.flatMap(({ document, indexing }) =>
      (indexing.entries ?? []).map(({ index, key }) => ({ index, key, document })),
    );
    await client.query(
      `insert into document_index (principal, collection, index_name, key, ord, owner_did, id, denied)
       select principal, collection, name, key, ord, owner_did, id, nullif(denied, '{}')
         from unnest($2::text[], $3::bytea[], $4::text[], $5::text[]) as entry (name, key, owner, of)
         join documents on owner_did = owner and id = of and collection = $1, unnest(readers || owner_did) as principal`,
      [
        collection,
        entries.map(({ index }) => index),
        entries.map(({ key }) => key),
        entries.map(({ document }) => document.owner),
        entries.map(({ document }) => document.id),
      ],
    );
    const texts = indexings.flatMap(({ document, indexing }) => (indexing.texts ?? []).map((each) => ({ ...each, document })));
    await client.query(
      `insert into document_index (principal, collection, index_name, key, ord, owner_did, id, denied)
       select distinct principal, collection, $6, convert_to(lexeme, 'UTF8'), ord, owner_did, id, nullif(denied, '{}')
         from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as entry (language, content, owner, of)
         join documents on owner_did = owner and id = of and collection = $1,
              unnest(readers || owner_did) as principal, unnest(to_tsvector(language::regconfig, content))`,
      [
        collection,
        texts.map(({ language }) => language),
        texts.map(({ text }) => text),
        texts.map(({ document }) => document.owner),
        texts.map(({ document }) => document.id),
        declared.search?.stored,
      ],
    );
    await client.query('vacuum analyze documents, document_readers, document_index');
  } finally {
    await client.end();
  }
}
