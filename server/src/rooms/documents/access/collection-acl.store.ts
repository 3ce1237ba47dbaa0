import type { CollectionAcl } from '@vibe/shared';
import { sql } from 'kysely';
import type { Database, WriteBinding } from '../../../platform/database.ts';
import type { Group } from '../write/write.store.ts';

/** What a collection's ACL comes to as principals. */
export interface CollectionRules {
  readonly acl: CollectionAcl;
  readonly creators: readonly string[];
  readonly creatorsDenied: readonly string[];
}

/** The feed's name for changes of an owner's own rules. Every process that remembers them is told. */
export const COLLECTION_RULES = '~collections';
const NOTED = `insert into changes (owner_did, collection, id, seq, rev, op, ord, readers) values ($1, '${COLLECTION_RULES}', $2, 0, '', 'u', 0, '{}')`;

/** An owner's own rules for one of their collections, seen with the owner's rights. */
export async function findOwnRules(database: Database, owner: string, collection: string): Promise<CollectionAcl | undefined> {
  const [row] = await database.read<{ acl: CollectionAcl }>([owner], {
    name: 'documents.collection acl',
    text: 'select acl from collection_acls where owner_did = $1 and collection = $2',
    values: [owner, collection],
  });
  return row?.acl;
}

export async function saveOwnRules(database: Database, bound: WriteBinding, collection: string, rules: CollectionRules): Promise<void> {
  await database.write(bound, {
    name: 'documents.set collection acl',
    text: `with said as (
             insert into collection_acls (owner_did, collection, acl, creators, creators_denied) values ($1, $2, $3, $4, $5)
             on conflict (owner_did, collection) do update
                set acl = excluded.acl, creators = excluded.creators, creators_denied = excluded.creators_denied, updated_at = now())
           ${NOTED}`,
    values: [bound.owner, collection, JSON.stringify(rules.acl), rules.creators, rules.creatorsDenied],
  });
}

export async function dropOwnRules(database: Database, bound: WriteBinding, collection: string): Promise<void> {
  await database.write(bound, {
    name: 'documents.drop collection acl',
    text: `with said as (delete from collection_acls where owner_did = $1 and collection = $2) ${NOTED}`,
    values: [bound.owner, collection],
  });
}

/** What the manifest says for every owner who says nothing, so that the database itself knows. */
export async function saveManifestRules(database: Database, collection: string, version: number, rules: CollectionRules): Promise<void> {
  const { creators, creatorsDenied } = rules;
  const said = {
    acl: JSON.stringify(rules.acl),
    creators: [...creators],
    creators_denied: [...creatorsDenied],
    manifest_version: version,
  };
  await database.system
    .insertInto('collection_acls')
    .values({ owner_did: '*', collection, ...said })
    .onConflict((conflict) =>
      conflict
        .columns(['owner_did', 'collection'])
        .doUpdateSet({ ...said, updated_at: sql`now()` })
        .where(sql<boolean>`coalesce(collection_acls.manifest_version, 0) < ${version}`),
    )
    .execute();
}

/** Names groups, and tells those who are in them: done by the document's own statement when a document names them. */
export async function nameGroups(database: Database, bound: WriteBinding, groups: readonly Group[]): Promise<void> {
  await database.write(bound, {
    name: 'documents.name groups',
    text: `with named as (
        insert into acl_groups (anchor, gid, members)
        select anchor, gid, members from vibe_new_groups($2::text[], $3::text[])
        on conflict do nothing returning anchor, gid)
      insert into changes (owner_did, collection, id, seq, rev, op, ord, readers)
      select $1, '~groups', gid, 0, '', 'c', 0, array[anchor] from named`,
    values: [bound.owner, groups.map(({ gid }) => gid), groups.map(({ members }) => members.join('\n'))],
  });
}
