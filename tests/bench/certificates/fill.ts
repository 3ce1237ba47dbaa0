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
  const certificates = issuers.flatMap((issuer) => types.map((type) => ({ issuer, type })));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `insert into documents (owner_did, collection, id, ord, seq, generation, hash, acl, readers, body, created_by_app, created_at, updated_at)
     select 'did:example:' || i % 1000, $1, 'd' || i, ((1700000000000 + i * 1000) << 20) | (i & 1023), i, 1, md5(i::text),
            case when entry is null then '{}' else jsonb_build_object('read', jsonb_build_object('allow', jsonb_build_array(entry), 'deny', '[]'::jsonb)) end,
            case when entry is null then '{}' when i % 5 = 0 then '{*}' else array['c:' || (entry ->> 'issuer') || ' ' || (entry ->> 'type')] end, $2, 'feeds', now(), now()
       from (select i, case i % 5 when 0 then '"*"'::jsonb when 1 then $3::jsonb -> ((i / 5)::int % jsonb_array_length($3::jsonb)) end as entry
               from generate_series(1::bigint, $4::bigint) as i) as made`,
    [collection, JSON.stringify(bodyOf(aPost)), JSON.stringify(certificates), documents],
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
