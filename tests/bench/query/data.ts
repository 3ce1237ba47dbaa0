import { createHash } from 'node:crypto';
import pg from 'pg';
import { encodeKey } from '../../../server/src/rooms/documents/indexing/index-key.ts';
import { aPost } from '../documents/world.ts';
import { type BenchReaders, LIKES, news, notes, OWN, OWNERS, PULLED, people, posts, statuses } from './world.ts';

/**
 * So many documents of two thousand owners, as the rows the server would have left: three fifths posts (30 % for the holders of a certificate, of which
 * a thirtieth denies it to one of them; 15 % for somebody by name, 5 % for a group, 0.1 % for `few`
 * and in the smallest database as many as a page holds, the rest private), two fifths news for everyone. Beside
 * them the same few whatever the number: the owner's own posts, everybody's card, the puller's notes.
 */
export async function fill(databaseUrl: string, documents: number, given: BenchReaders): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    // A small sample tells the planner enough.
    options: '-c work_mem=256MB -c maintenance_work_mem=512MB -c default_statistics_target=10',
  });
  await client.connect();
  try {
    await make(client, documents, given);
    await load(client, given.indexes);
    await client.query('vacuum analyze documents, document_readers, document_index, streams');
  } finally {
    await client.end();
  }
}

async function make(client: pg.Client, documents: number, { readers, member }: BenchReaders): Promise<void> {
  const { third, few, owner, puller } = readers;
  const group = [member, 'did:example:1'].sort();
  const gid = `g:${createHash('sha256').update(group.join('\n')).digest('hex')}`;
  await client.query('insert into acl_groups (anchor, gid, members) values ($1, $2, $3)', ['did:example:1', gid, group]);
  await client.query(`create temp table made as
    select i, owner, ord, collection, 'd' || i as id, body,
           array_remove((case when collection = '${news}' then '{*}' when r < 300 then array[${text(member)}] when r < 450 then array['did:example:' || (h / 7) % ${OWNERS}]
                when r < 500 then array[${text(gid)}] when r = 500 or i % ${documents / 40} = 0 then array[${text(few.did)}] else '{}' end)::text[], owner) as readers,
           case when collection = '${posts}' and r < 10 then array[${text(third.did)}] else '{}' end::text[] as denied
      from (select i, h, (h / 2048) % 1000 as r, ((1700000000000 + i * 1000) << 20) | (h & 1048575) as ord,
                   case when i <= ${OWN} then ${text(owner.did)} else 'did:example:' || h % ${OWNERS} end as owner,
                   case when i <= ${OWN} or i % 5 < 3 then '${posts}' else '${news}' end as collection
              from (select i, hashint8(i)::bigint & 2147483647 as h from generate_series(1::bigint, ${documents}) as i) as numbered) as placed,
           lateral (select jsonb_build_object('text', ${text(aPost)}, 'status', (${array(statuses)})[1 + i % ${statuses.length}], 'likes', h % ${LIKES}, 'tags', '["bench", "query"]'::jsonb,
                           'author', jsonb_build_object('did', owner, 'collection', '${people}', 'id', 'me')) as body) as written`);
  await client.query(`insert into made select ${documents} + n, did, (1600000000000 + n) << 20, '${people}', 'me', jsonb_build_object('name', 'Somebody ' || n), '{*}', '{}'
      from unnest(array(select 'did:example:' || n from generate_series(0, ${OWNERS - 1}) as n) || ${text(owner.did)}::text) with ordinality as each (did, n)`);
  await client.query(`insert into made select ${documents + OWNERS + 1} + n, ${text(puller.did)}, (1600000000000 + n) << 20, '${notes}', 'n' || n,
        jsonb_build_object('text', repeat('A note. ', 125), 'likes', n), '{}', '{}' from generate_series(1, ${PULLED}) as n`);
}

async function load(client: pg.Client, indexes: BenchReaders['indexes']): Promise<void> {
  const insertion = `insert into documents (owner_did, collection, id, ord, seq, generation, hash, acl, readers, denied, body, bytes, created_by_app, created_at, updated_at)
    select owner, collection, id, ord, i, 1, md5(i::text), jsonb_build_object('read', jsonb_build_object('allow', to_jsonb(readers), 'deny', to_jsonb(denied))),
           readers, denied, body, octet_length(body::text), 'feeds', to_timestamp((ord >> 20) / 1000.0), now() from made order by owner, collection, ord`;
  await withoutIndexes(client, 'documents', () => client.query(insertion));
  await client.query(
    'insert into streams select owner, max(i) from made group by 1 on conflict (owner_did) do update set seq = excluded.seq',
  );
  await withoutIndexes(client, 'document_readers', () =>
    client.query(`insert into document_readers (principal, collection, ord, owner_did, id, denied)
      select principal, collection, ord, owner, id, nullif(denied, '{}') from made, unnest(readers) as principal`),
  );
  await client.query('create temp table keys (index_name text, value text, key bytea)');
  const keys = [
    ...statuses.map((status) => [indexes.byStatus, status, encodeKey([status])] as const),
    ...Array.from({ length: LIKES }, (_, likes) => [indexes.byLikes, String(likes), encodeKey([likes])] as const),
  ];
  await client.query(
    'insert into keys select * from unnest($1::text[], $2::text[], $3::bytea[])',
    [0, 1, 2].map((at) => keys.map((key) => key[at])),
  );
  await client.query('analyze keys');
  await withoutIndexes(client, 'document_index', () =>
    client.query(`insert into document_index (principal, collection, index_name, key, ord, owner_did, id, denied)
      select principal, collection, index_name, key, ord, owner, id, nullif(denied, '{}')
        from made, lateral (values (${text(indexes.byStatus ?? '')}, body ->> 'status'), (${text(indexes.byLikes ?? '')}, body ->> 'likes')) as entry (name, value)
        join keys on index_name = entry.name and keys.value = entry.value, unnest(readers || owner) as principal
       where collection = '${posts}'`),
  );
}

/** An index over what is there already is made in a fraction of the time. The key of a partitioned table stays. */
async function withoutIndexes(client: pg.Client, table: string, work: () => Promise<unknown>): Promise<void> {
  const { rows } = await client.query<{ definition: string; name: string; isKey: boolean }>(
    `select pg_get_indexdef(indexrelid) as definition, indexrelid::regclass::text as name, indisprimary as "isKey"
       from pg_index join pg_class on pg_class.oid = indrelid where indrelid = $1::regclass and not (indisprimary and relkind = 'p')`,
    [table],
  );
  for (const { name, isKey } of rows) await client.query(isKey ? `alter table ${table} drop constraint ${name}` : `drop index ${name}`);
  await work();
  for (const { definition, name, isKey } of rows) {
    await client.query(definition.replace(' ON ONLY ', ' ON '));
    if (isKey) await client.query(`alter table ${table} add primary key using index ${name}`);
  }
}

const text = (value: string): string => pg.escapeLiteral(value);
const array = (values: readonly string[]): string => `array[${values.map(text).join(', ')}]`;
