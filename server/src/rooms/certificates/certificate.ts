import type { Certificate, CertificateState, Did } from '@vibe/shared';

/** As it is stored. */
export interface CertificateRow {
  id: string;
  issuer_did: string;
  subject_did: string;
  type: string;
  claims: unknown;
  jwt: string;
  issued_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  revoked_because: string | null;
  status_list: string;
  status_index: number;
}

export const stateOf = (row: Pick<CertificateRow, 'expires_at' | 'revoked_at'>, now: Date): CertificateState =>
  row.revoked_at ? 'revoked' : row.expires_at && row.expires_at <= now ? 'expired' : 'active';

export function toCertificate(row: CertificateRow, now: Date): Certificate {
  return {
    id: row.id,
    issuer: row.issuer_did as Did,
    subject: row.subject_did as Did,
    type: row.type,
    claims: row.claims as Record<string, unknown>,
    issuedAt: row.issued_at.toISOString(),
    ...(row.expires_at && { expiresAt: row.expires_at.toISOString() }),
    ...(row.revoked_at && { revokedAt: row.revoked_at.toISOString() }),
    ...(row.revoked_because !== null && { revokedBecause: row.revoked_because }),
    state: stateOf(row, now),
    jwt: row.jwt,
  };
}
