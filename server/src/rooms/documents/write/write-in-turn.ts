import type { BoundStatement, Database } from '../../../platform/database.ts';
import { ownerLock } from './owner-lock.store.ts';

/**
 * Writes in one transaction. A write is one statement, so what it deletes is what it saw when it began, although it may have waited for its turn since. Rows
 * that a builder of an index put meanwhile would stay: while there is one, the write takes its turn in a statement before it.
 */
export async function writeInTurn(
  database: Database,
  statements: readonly (BoundStatement & { readonly building?: boolean })[],
): Promise<unknown[][]> {
  const bindings = new Map(statements.filter(({ building }) => building).map(({ bound }) => [bound.owner, bound]));
  const locks = [...bindings.values()].map(ownerLock);
  return (await database.writeAll([...locks, ...statements])).slice(locks.length);
}
