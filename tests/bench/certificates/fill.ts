import type { Did } from '@vibe/shared';
import pg from 'pg';
import { aPost, bodyOf, collection } from '../documents/world.ts';

/**
 * So many documents of a thousand owners: a fifth for everyone, a fifth for the holders of one of the certificates, the rest private. Certificates go
 * straight into the table: what is measured is what they cost their holder.
 */
export async function fillWithCertificates(
  databaseUrl: string,
  documents: number,
  issuers: readonly Did[],
  types: readonly string[],
): Promise<void> {
  const principals = issuers.flatMap((issuer) => types.map((type) => `c:${issuer} ${type}`));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `insert into documents (owner_did, collection, id, ord, seq, generation, hash, acl, readers, body, created_by_app, created_at, updated_at)
     select 'did:example:' || i % 1000, $1, 'd' || i, ((1700000000000 + i * 1000) << 20) | (i & 1023), i, 1, md5(i::text), '{}',
            case when i % 5 = 0 then '{*}' when i % 5 = 1 then array[($3::text[])[1 + (i / 5) % cardinality($3::text[])]] else '{}' end, $2, 'feeds', now(), now()
       from generate_series(1::bigint, $4::bigint) as i`,
    [collection, JSON.stringify(bodyOf(aPost)), principals, documents],
  );
  await client.query(`insert into document_readers (principal, collection, ord, owner_did, id)
    select principal, collection, ord, owner_did, id from documents, unnest(readers) as principal`);
  await client.query('vacuum analyze');
  await client.end();
}

/** Valid certificates of each of these issuers and types, without a signature that anybody would look at. */
export async function hold(databaseUrl: string, subject: Did, issuers: readonly Did[], types: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `insert into certificates (subject_did, id, issuer_did, type, claims, jwt, issued_at, status_list, status_index)
     select $1, gen_random_uuid(), issuer, type, '{}', '', now(), issuer, row_number() over ()
       from unnest($2::text[]) as issuer, unnest($3::text[]) as type`,
    [subject, issuers, types],
  );
  await client.end();
}
