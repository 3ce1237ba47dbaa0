import type { Database } from '../../platform/database.ts';

export interface SpaceRow {
  readonly collection: string;
  readonly documents: number;
  readonly bytes: number;
}

/** The owner's counter: as long as it stands, so does all that was counted. */
export async function writesOf(database: Database, owner: string): Promise<string> {
  const [row] = await database.scan<{ seq: string }>({
    name: 'space.writes',
    text: 'select seq from streams where owner_did = $1',
    values: [owner],
  });
  return row?.seq ?? '0';
}

/** The size of bodies, by collection; of so many documents at most. */
export const countSpace = async (
  database: Database,
  owner: string,
  { from, to }: { readonly from: string; readonly to: string },
  most: number,
): Promise<SpaceRow[]> =>
  (
    await database.scan<{ collection: string; documents: string; bytes: string }>({
      name: 'space.count',
      text: `select collection, count(*) as documents, sum(bytes) as bytes from (
               select collection, bytes from documents
                where owner_did = $1 and collection >= $2 and collection < $3 and not deleted limit $4) as counted
              group by collection order by collection`,
      values: [owner, from, to, most],
    })
  ).map((row) => ({ collection: row.collection, documents: Number(row.documents), bytes: Number(row.bytes) }));
