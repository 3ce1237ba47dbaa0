import type { Acl, BatchError } from '@vibe/shared';
import type { BoundStatement, Database } from '../../../platform/database.ts';
import type { DocumentKey } from '../document.ts';

/** Whose batch it is, and what they call it. */
export interface BatchKey {
  readonly did: string;
  readonly principals: readonly string[];
  readonly appId: string;
  readonly key: string;
}
/** What is kept of a result: what the request does not say itself. Times are milliseconds since 1970. */
export type KeptResult =
  | { readonly error: BatchError }
  | { readonly id: string; readonly removed: string }
  | {
      readonly id: string;
      readonly rev: string;
      readonly acl: Acl;
      readonly createdAt: number;
      readonly updatedAt: number;
      readonly body?: Record<string, unknown>;
      readonly keptAs?: string;
    };

/** The row that stands for the batch itself. */
const HEADER = -1;

/** Another request has already kept a result for this item. */
export const isKept = (error: unknown): boolean =>
  error instanceof Error && 'constraint' in error && (error as { constraint?: string }).constraint === 'write_results_pkey';

const boundTo = ({ did, principals }: BatchKey) => ({ owner: did, principals });

/** Takes the key, if nobody has; then says what is kept under it. @param payload the hash of what is sent */
export async function takeKey(
  database: Database,
  batch: BatchKey,
  payload: string,
): Promise<{ readonly payload: string; readonly results: ReadonlyMap<number, KeptResult> }> {
  const values = [batch.did, batch.appId, batch.key];
  const bound = boundTo(batch);
  const [, rows] = await database.writeAll([
    {
      bound,
      statement: {
        name: 'batches.take',
        text: `insert into write_results (owner_did, app_id, key, item, result) values ($1, $2, $3, ${HEADER}, jsonb_build_object('payload', $4::text))
               on conflict (owner_did, app_id, key, item) do nothing`,
        values: [...values, payload],
      },
    },
    {
      bound,
      statement: {
        name: 'batches.kept',
        text: 'select item, result from write_results where owner_did = $1 and app_id = $2 and key = $3',
        values,
      },
    },
  ]);
  const kept = new Map((rows as { item: number; result: KeptResult }[]).map(({ item, result }) => [item, result]));
  const header = kept.get(HEADER) as unknown as { payload: string } | undefined;
  kept.delete(HEADER);
  return { payload: header?.payload ?? '', results: kept };
}

/** Keeps what came of an item, in the same transaction as the item itself. Fails when somebody else did. */
export function keeping(
  { did, appId, key }: BatchKey,
  item: number,
  { bound }: BoundStatement,
  document: DocumentKey,
  answers: { readonly body?: true; readonly keptAs?: string; readonly removed?: string } = {},
): BoundStatement {
  const { body = false, ...said } = answers;
  return {
    bound,
    statement: {
      name: 'batches.keep',
      text: `insert into write_results (owner_did, app_id, key, item, result)
             select $1, $2, $3, $4::integer, case when $9::jsonb ? 'removed' then jsonb_build_object('id', id) else jsonb_build_object(
                 'id', id, 'rev', generation || '-' || hash, 'acl', acl,
                 'createdAt', (extract(epoch from created_at) * 1000)::bigint, 'updatedAt', (extract(epoch from updated_at) * 1000)::bigint) end
               || case when $8::boolean then jsonb_build_object('body', body) else '{}' end || $9::jsonb
               from documents where owner_did = $5 and collection = $6 and id = $7`,
      values: [did, appId, key, item, document.owner, document.collection, document.id, body, JSON.stringify(said)],
    },
  };
}

/** Keeps what items were refused for; they had no effect. */
export async function keepErrors(database: Database, batch: BatchKey, errors: ReadonlyMap<number, BatchError>): Promise<void> {
  await database.write(boundTo(batch), {
    name: 'batches.refused',
    text: `insert into write_results (owner_did, app_id, key, item, result)
           select $1, $2, $3, item, jsonb_build_object('error', error::jsonb) from unnest($4::integer[], $5::text[]) as e (item, error)
           on conflict (owner_did, app_id, key, item) do nothing`,
    values: [batch.did, batch.appId, batch.key, [...errors.keys()], [...errors.values()].map((error) => JSON.stringify(error))],
  });
}

/** Forgets results older than 30 days. */
export async function forgetResults(database: Database): Promise<void> {
  await database.feed({ name: 'batches.forget', text: "delete from write_results where at < now() - interval '30 days'", values: [] });
}
