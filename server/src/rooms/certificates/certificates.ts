import {
  type Certificate,
  type CertificatePage,
  type Did,
  type IssueCertificateInput,
  type ListCertificatesInput,
  limits,
  type RenewCertificateInput,
  type RevokeCertificateInput,
  VibeError,
} from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { changeFeed } from '../changes/index.ts';
import { didSigner } from '../identity/index.ts';
import { type CertificateRow, stateOf, toCertificate } from './certificate.ts';
import { mayGive } from './certificates.policy.ts';
import {
  type Changed,
  changeCertificate,
  insertCertificate,
  listCertificates,
  lockIssued,
  noteMembership,
  validOf,
} from './certificates.store.ts';
import { credentialJwt } from './credential.ts';
import { readCursor, writeCursor } from './list-cursor.ts';
import { membershipChanged } from './membership.ts';
import { forgetSigned, placeOf, takePlace, vocabularyOf } from './status.ts';
import { checkedClaims } from './templates.ts';

/**
 * Certifies that the subject is `type`: signed with the issuer's DID key, and good for ACLs from this moment on.
 * @throws {VibeError} not_found when the issuer's DID is not of this server; already_exists when the subject holds a valid one of that type from this issuer;
 *   schema_violation when the claims do not fit the issuer's template; bad_request, too_large
 */
export async function issueCertificate(services: Services, issuer: Did, input: IssueCertificateInput): Promise<Certificate> {
  const { subject, type } = input;
  const claims = await checkedClaims(services, issuer, type, input.claims);
  const now = services.clock.now();
  const expiresAt = endOf(input.expiresAt, now);
  const signer = await didSigner(services, issuer);
  const issued = await services.database.system.transaction().execute(async (tx) => {
    // First the place, whose lock puts the issuer's certificates in order: the rules below see those before.
    const { name, ...status } = await takePlace(services, tx, issuer);
    await permitted(tx, issuer, subject, type, now);
    const id = services.clock.uuid();
    const signed = signedParts({ id, issuer, subject, type, claims, issuedAt: now, expiresAt });
    const row: CertificateRow = {
      ...{ id, issuer_did: issuer, subject_did: subject, type, claims, issued_at: now, expires_at: expiresAt },
      ...{ revoked_at: null, revoked_because: null, status_list: name, status_index: status.index },
      jwt: credentialJwt({ ...signed, status }, signer, vocabularyOf(services)),
    };
    await insertCertificate(tx, row);
    await noteMembership(tx, row);
    return row;
  });
  tell(services, issued);
  return toCertificate(issued, now);
}

/**
 * The same certificate with a new end, later than the one it has; one that had expired counts again. The text is signed anew.
 * @throws {VibeError} not_found; forbidden when it was revoked; already_exists as for a new one; bad_request when the end is not later
 */
export async function renewCertificate(services: Services, issuer: Did, input: RenewCertificateInput): Promise<Certificate> {
  const now = services.clock.now();
  const expiresAt = endOf(input.expiresAt, now);
  const signer = await didSigner(services, issuer);
  const renewed = await changeIssued(services, issuer, input.id, async (tx, row) => {
    const state = stateOf(row, now);
    if (state === 'revoked') throw new VibeError('forbidden', 'A certificate that was revoked stays so', { hint: 'Issue a new one.' });
    if (row.expires_at === null || (expiresAt !== null && expiresAt < row.expires_at))
      // What was signed before stays good until its own end, for whoever kept it.
      throw new VibeError('bad_request', 'A certificate is renewed to a later end, not to an earlier one', {
        hint: 'Revoke it, and issue another.',
      });
    if (state === 'expired') await permitted(tx, issuer, row.subject_did as Did, row.type, now);
    const { id, type, claims, issued_at: issuedAt } = row;
    const signed = signedParts({ id, issuer, subject: row.subject_did, type, claims: claims as Claims, issuedAt, expiresAt });
    const jwt = credentialJwt({ ...signed, status: placeOf(services, row) }, signer, vocabularyOf(services));
    return { jwt, expires_at: expiresAt };
  });
  return toCertificate(renewed, now);
}

/**
 * From this moment on it counts for nothing. Revoking what is revoked changes nothing.
 * @throws {VibeError} not_found when this issuer has issued none of that id
 */
export async function revokeCertificate(services: Services, issuer: Did, input: RevokeCertificateInput): Promise<Certificate> {
  const now = services.clock.now();
  const revoked = await changeIssued(services, issuer, input.id, async (_, row) =>
    row.revoked_at ? undefined : { revoked_at: now, revoked_because: input.because ?? null },
  );
  return toCertificate(revoked, now);
}

/** Newest first. @throws {VibeError} bad_cursor */
export async function listBy(
  services: Services,
  by: 'issuer_did' | 'subject_did',
  did: Did,
  input: ListCertificatesInput,
): Promise<CertificatePage> {
  const now = services.clock.now();
  const { type, state, limit } = input;
  const after = input.cursor === undefined ? undefined : readCursor(input.cursor);
  const found = await listCertificates(services.database.system, { by, did, type, state, after, limit: limit + 1, now });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return { certificates: page.map((row) => toCertificate(row, now)), ...(last && { cursor: writeCursor(last.issued_at, last.id) }) };
}

type Claims = Record<string, unknown>;

async function changeIssued(
  services: Services,
  issuer: Did,
  id: string,
  change: (tx: Db, row: CertificateRow) => Promise<Changed | undefined>,
): Promise<CertificateRow> {
  const changed = await services.database.system.transaction().execute(async (tx) => {
    const row = await lockIssued(tx, issuer, id);
    if (!row) throw new VibeError('not_found', `There is no certificate ${id} of this issuer`);
    const changes = await change(tx, row);
    if (!changes) return row;
    await changeCertificate(tx, row, changes);
    await noteMembership(tx, row);
    return { ...row, ...changes };
  });
  tell(services, changed);
  return changed;
}

async function permitted(tx: Db, issuer: Did, subject: Did, type: string, now: Date): Promise<void> {
  const held = await validOf(tx, subject, now);
  const fromIssuer = held.filter((each) => each.issuer_did === issuer).map((each) => each.type);
  const { certificatesFromOneIssuer: fromOneIssuer, certificatesHeld } = limits;
  const may = mayGive(type, { fromIssuer, held: held.length }, { fromOneIssuer, held: certificatesHeld });
  if (may !== 'yes') throw new VibeError(may.refused, may.because);
}

/** To the second, as a JWT has it. */
function endOf(expiresAt: string | undefined, now: Date): Date | null {
  if (expiresAt === undefined) return null;
  const end = new Date(Math.floor(Date.parse(expiresAt) / 1000) * 1000);
  if (end <= now) throw new VibeError('bad_request', `A certificate cannot expire at ${end.toISOString()}, which is past`);
  return end;
}

const signedParts = (said: {
  id: string;
  issuer: Did;
  subject: string;
  type: string;
  claims: Claims;
  issuedAt: Date;
  expiresAt: Date | null;
}) => ({
  ...{ id: `urn:uuid:${said.id}`, issuer: said.issuer, type: said.type },
  subject: { ...said.claims, id: said.subject },
  validFrom: said.issuedAt,
  validUntil: said.expiresAt,
});

/** Here at once, elsewhere as soon as the feed is read. */
function tell(services: Services, row: CertificateRow): void {
  forgetSigned(services, row.status_list);
  membershipChanged(services, row.subject_did as Did);
  changeFeed(services).poke();
}
