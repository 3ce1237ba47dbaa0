import type { Database } from '../../../platform/database.ts';
import type { RevTree } from '../revisions/revision-tree.ts';

/** Collections from `from` on and before `to`. */
interface Span {
  readonly from: string;
  readonly to: string;
}
export interface PullRow {
  seq: string;
  collection: string;
  id: string;
  rev: string;
  deleted: boolean;
  tree: RevTree | null;
  /** JSON, as text: it goes from the database to the answer as it is. */
  acl: string;
  body: string | null;
  bytes: number;
  /** Milliseconds since 1970. */
  created: string;
  updated: string;
}

/**
 * One's own documents and what remains of removed ones, in the order of their last writes. The owner's counter has no gap and its row lock is held until
 * the commit, so nothing can come to be before a place that was read. `head` is the owner's last write in the same view.
 * @param bytes of bodies; the first row always comes
 */
export async function pullRows(
  database: Database,
  owner: string,
  { span, since, limit, bytes }: { readonly span: Span; readonly since: bigint; readonly limit: number; readonly bytes: number },
): Promise<{ readonly rows: readonly PullRow[]; readonly head: bigint }> {
  const rows = await database.readBulk<PullRow & { head: string | null; seq: string | null }>([owner], {
    name: 'documents.pull',
    text: PULL,
    values: [owner, String(since), span.from, span.to, limit, bytes],
  });
  const page = rows.filter((row) => row.seq !== null).sort((one, other) => Number(one.seq) - Number(other.seq));
  return { rows: page, head: BigInt(rows[0]?.head ?? 0) };
}

/*
 * The running sum needs no body: what is too large for the page is not read. OFFSET 0 keeps the collections out of the scan: with them Postgres would take the primary
 * key and sort all that the owner has for each page. The one row on the left is joined by a nested loop, which keeps the page's order; nothing promises
 * it, so it is sorted here, which costs nothing when it is in order.
 */
const PULL = `
  with written as (select * from documents where owner_did = $1 and seq > $2 order by seq offset 0),
  page as (
    select *, sum(bytes) over (order by seq rows unbounded preceding) - bytes as before from written
     where collection >= $3 and collection < $4 order by seq limit $5)
  select (select max(seq) from documents where owner_did = $1) as head, seq, collection, id, generation || '-' || hash as rev, deleted, tree, acl::text as acl,
         body::text as body, bytes, (extract(epoch from created_at) * 1000)::bigint as created, (extract(epoch from updated_at) * 1000)::bigint as updated
    from (select) as one left join page on before < $6`;
