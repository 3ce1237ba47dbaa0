import type { BoundStatement, WriteBinding } from '../../../platform/database.ts';

/** Before other statements of a transaction: they see the database as it is once no other write of this owner goes on. */
export const ownerLock = (bound: WriteBinding): BoundStatement => ({
  bound,
  statement: { name: 'documents.lock', text: 'select from streams where owner_did = $1 for update', values: [bound.owner] },
});
