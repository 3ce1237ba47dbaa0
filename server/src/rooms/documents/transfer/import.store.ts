import type { Did } from '@vibe/shared';
import type { Database } from '../../../platform/database.ts';
import type { RevTree } from '../revisions/revision-tree.ts';

export interface StandingRow {
  collection: string;
  id: string;
  generation: number;
  hash: string;
  ancestors: Buffer;
  deleted: boolean;
  tree: RevTree | null;
}

/** Which of these are there already, and at which revision. */
export const findStanding = (
  database: Database,
  owner: Did,
  keys: readonly { readonly collection: string; readonly id: string }[],
): Promise<StandingRow[]> =>
  database.read<StandingRow>([owner], {
    name: 'import.standing',
    text: `select d.collection, d.id, generation, hash, ancestors, deleted, tree
             from unnest($2::text[], $3::text[]) as k (collection, id)
             join documents d on d.owner_did = $1 and d.collection = k.collection and d.id = k.id`,
    values: [owner, keys.map(({ collection }) => collection), keys.map(({ id }) => id)],
  });

export interface ImportedRevision {
  readonly collection: string;
  readonly id: string;
  readonly generation: number;
  readonly hash: string;
  readonly body: string | undefined;
  readonly acl: object;
  readonly writtenBy: string;
  readonly at: Date;
}

/** @returns how many were not there */
export async function insertRevisions(database: Database, owner: Did, revisions: readonly ImportedRevision[]): Promise<number> {
  const rows = revisions.map(({ body, writtenBy, ...rest }) => {
    const row = JSON.stringify({ ...rest, deleted: body === undefined, written_by: writtenBy });
    return `{"body":${body ?? 'null'},${row.slice(1)}`;
  });
  const [row] = await database.write<{ added: string }>(
    { owner, principals: [owner] },
    {
      name: 'import.revisions',
      text: `with added as (
          insert into document_revisions (owner_did, collection, id, generation, hash, deleted, body, acl, written_by, at)
          select $1, collection, id, generation, hash, deleted, body, acl, written_by, at from json_to_recordset($2::json) as r (
            collection text, id text, generation integer, hash text, deleted boolean, body jsonb, acl jsonb, written_by text, at timestamptz)
          on conflict do nothing returning 1)
        select count(*) as added from added`,
      values: [owner, `[${rows.join(',')}]`],
    },
  );
  return Number(row?.added ?? 0);
}
