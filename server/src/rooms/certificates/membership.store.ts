import type { Database } from '../../platform/database.ts';

export interface HeldRow {
  issuer_did: string;
  type: string;
  /** `null`: it does not expire. */
  until: Date | null;
}

/** Seen with the subject's own rights: row level security gives nobody what others hold. */
export const findHeld = (database: Database, subject: string, now: Date): Promise<HeldRow[]> =>
  database.read<HeldRow>([subject], {
    name: 'certificates.held',
    text: `select issuer_did, type, nullif(max(coalesce(expires_at, 'infinity')), 'infinity') as until from certificates
            where subject_did = $1 and revoked_at is null and (expires_at is null or expires_at > $2) group by issuer_did, type`,
    values: [subject, now],
  });
