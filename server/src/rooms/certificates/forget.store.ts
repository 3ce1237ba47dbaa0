import type { Db } from '../../platform/database.ts';

export async function deleteCertificatesOf(db: Db, did: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .deleteFrom('certificates')
      .where((is) => is.or([is('subject_did', '=', did), is('issuer_did', '=', did)]))
      .execute();
    await tx.deleteFrom('certificate_templates').where('issuer_did', '=', did).execute();
    await tx.deleteFrom('certificate_issuers').where('issuer_did', '=', did).execute();
  });
}
