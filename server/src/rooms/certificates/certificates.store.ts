import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { CertificateRow } from './certificate.ts';
import { EMPTY } from './forget.store.ts';

const columns = [
  'id',
  'issuer_did',
  'subject_did',
  'type',
  'claims',
  'jwt',
  'issued_at',
  'expires_at',
  'revoked_at',
  'revoked_because',
  'status_list',
  'status_index',
] as const;

export interface ListedBy {
  readonly by: 'issuer_did' | 'subject_did';
  readonly did: string;
  readonly type?: string | undefined;
  readonly state?: 'active' | 'expired' | 'revoked' | undefined;
  /** The last one of the page before. */
  readonly after?: { readonly issuedAt: Date; readonly id: string } | undefined;
  readonly limit: number;
  readonly now: Date;
}

/** Newest first. */
export function listCertificates(db: Db, { by, did, type, state, after, limit, now }: ListedBy): Promise<CertificateRow[]> {
  let query = db.selectFrom('certificates').select(columns).where(by, '=', did).where('jwt', '!=', EMPTY);
  if (type !== undefined) query = query.where('type', '=', type);
  if (state === 'revoked') query = query.where('revoked_at', 'is not', null);
  else if (state !== undefined) query = query.where('revoked_at', 'is', null);
  if (state === 'expired') query = query.where('expires_at', '<=', now);
  if (state === 'active') query = query.where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]));
  if (after) query = query.where(sql<boolean>`(issued_at, id) < (${after.issuedAt}, ${after.id})`);
  return query.orderBy('issued_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

/** Locked until the transaction ends, so that a renewal and a revocation come one after the other. */
export const lockIssued = (tx: Db, issuer: string, id: string): Promise<CertificateRow | undefined> =>
  tx.selectFrom('certificates').select(columns).where('issuer_did', '=', issuer).where('id', '=', id).forUpdate().executeTakeFirst();

/** What the subject holds that is valid now. */
export const validOf = (db: Db, subject: string, now: Date): Promise<{ issuer_did: string; type: string }[]> =>
  db
    .selectFrom('certificates')
    .select(['issuer_did', 'type'])
    .where('subject_did', '=', subject)
    .where('revoked_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
    .execute();

export const insertCertificate = async (tx: Db, row: CertificateRow): Promise<void> =>
  void (await tx
    .insertInto('certificates')
    .values({ ...row, claims: JSON.stringify(row.claims) })
    .execute());

export type Changed = Partial<Pick<CertificateRow, 'jwt' | 'expires_at' | 'revoked_at' | 'revoked_because'>>;
export const changeCertificate = async (tx: Db, { subject_did, id }: CertificateRow, changed: Changed): Promise<void> =>
  void (await tx.updateTable('certificates').set(changed).where('subject_did', '=', subject_did).where('id', '=', id).execute());

/**
 * Tells every process, over the feed of changes and in this transaction, that what the subject is to ACLs has changed.
 */
export const noteMembership = async (
  tx: Db,
  { issuer_did, subject_did, id }: Pick<CertificateRow, 'issuer_did' | 'subject_did' | 'id'>,
): Promise<void> =>
  void (await tx
    .insertInto('changes')
    .values({ owner_did: issuer_did, collection: '~certificates', id, seq: 0, rev: '', op: 'u', ord: 0, readers: [subject_did] })
    .execute());
