import pg from 'pg';
import { aPost, bodyOf, collection } from './world.ts';

/** Documents each person of the bench owns. */
export const OWN = 200;

/**
 * So many documents of a thousand owners and of the bench's people: a fifth for everyone, a tenth for one of the people by name, the rest private.
 * Written in bulk, as the rows the server would have left.
 */
export async function fill(databaseUrl: string, documents: number, people: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `insert into documents (owner_did, collection, id, ord, seq, generation, hash, acl, readers, body, created_by_app, created_at, updated_at)
     select owner, $1, 'd' || i, ((1700000000000 + i * 1000) << 20) | (i & 1023), i, 1, md5(i::text),
            case when cardinality(readers) = 0 then '{}' else jsonb_build_object('read', jsonb_build_object('allow', to_jsonb(readers), 'deny', '[]'::jsonb)) end,
            readers, $2, 'feeds', now(), now()
       from (select i, case when i <= $5 then ($3::text[])[1 + i % cardinality($3::text[])] else 'did:example:' || i % 1000 end as owner,
                    case when i % 5 = 0 then '{*}' when i % 10 = 1 then array[($3::text[])[1 + (i / 10) % cardinality($3::text[])]] else '{}' end::text[] as readers
               from generate_series(1::bigint, $4::bigint) as i) as made`,
    [collection, JSON.stringify(bodyOf(aPost)), people, documents, OWN * people.length],
  );
  await client.query(`insert into document_readers (principal, collection, ord, owner_did, id)
    select principal, collection, ord, owner_did, id from documents, unnest(readers) as principal where principal <> owner_did`);
  await client.query(
    'insert into streams select owner_did, max(seq) from documents group by 1 on conflict (owner_did) do update set seq = excluded.seq',
  );
  await client.query('vacuum analyze');
  await client.end();
}

/** The documents that a person of the bench owns, by number. */
export const ownId = (person: number, people: number, at: number): string => `d${(at % OWN) * people + (person === 0 ? people : person)}`;
