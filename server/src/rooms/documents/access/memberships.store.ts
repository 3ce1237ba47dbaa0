import type { Database } from '../../../platform/database.ts';

/** The groups of which these principals are all the members. `*` is in no group. */
export const findGroups = async (database: Database, principals: readonly string[]): Promise<string[]> =>
  (
    await database.read<{ gid: string }>(principals, {
      name: 'documents.groups',
      text: 'select distinct gid from acl_groups where anchor = any ($1::text[]) and members <@ $1::text[] order by gid',
      values: [principals],
    })
  ).map((row) => row.gid);
