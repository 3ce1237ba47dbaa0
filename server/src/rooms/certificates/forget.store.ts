import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';

/**
 * Deletes what somebody issued, and empties what they held: the row stays, about nobody, because its place on the issuer's list must go on saying that the
 * certificate is revoked, to whoever kept its text.
 */
export async function deleteCertificatesOf(db: Db, did: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('certificates').where('issuer_did', '=', did).execute();
    await tx
      .updateTable('certificates')
      .set({ subject_did: NOBODY, claims: '{}', jwt: EMPTY, revoked_at: sql`coalesce(revoked_at, now())`, revoked_because: null })
      .where('subject_did', '=', did)
      .execute();
    await tx.deleteFrom('certificate_templates').where('issuer_did', '=', did).execute();
    await tx.deleteFrom('certificate_issuers').where('issuer_did', '=', did).execute();
  });
}

/** No DID. */
const NOBODY = '';
/** The text of a certificate of which only its place is left: lists leave it out. */
export const EMPTY = '';
