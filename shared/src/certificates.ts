import { z } from 'zod';
import { type Did, did } from './ids.ts';
import { limits } from './limits.ts';

/**
 * What a certificate says of its subject: `Member`, `gold-customer`. A term, as the `type` of a verifiable credential is (W3C VC Data Model 2.0 §4.5). It
 * is half of a principal, so nothing that separates principals may be in it: no space, no line break.
 */
export const certificateType = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, 'must start with a letter and be up to 64 letters, digits or . _ -')
  .refine((value) => value !== 'VerifiableCredential', { error: 'is the type that every certificate has besides its own' });

/** One certificate, as its issuer and its subject see it. Times are ISO 8601 in UTC, with milliseconds. */
export interface Certificate {
  readonly id: string;
  readonly issuer: Did;
  readonly subject: Did;
  readonly type: string;
  /** What the issuer says besides, as the template has it. */
  readonly claims: Record<string, unknown>;
  readonly issuedAt: string;
  /** Absent: it does not expire. */
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  readonly revokedBecause?: string;
  /** `active` certificates alone let anybody do anything. */
  readonly state: CertificateState;
  /** A verifiable credential (W3C VC Data Model 2.0) as a JWT (VC-JOSE-COSE), signed by the issuer's DID key: anyone with the DID document can verify it. */
  readonly jwt: string;
}
export type CertificateState = 'active' | 'expired' | 'revoked';

/** What certificates of one type of one issuer are called, and what they say. */
export interface CertificateTemplate {
  readonly issuer: Did;
  readonly type: string;
  readonly title: string;
  /** JSON Schema 2020-12 of `claims`. */
  readonly fields: Record<string, unknown>;
  readonly updatedAt: string;
}

const certificateId = z.uuid();
/** JSON of bounded depth and of text that Postgres can hold. */
const storable = (value: string): boolean => !/\0|\p{Cs}/u.test(value);
const notStorable = { error: 'must be valid Unicode without U+0000' };
const text = z.string().max(2_000).refine(storable, notStorable);
const scalar = z.union([text, z.number(), z.boolean(), z.null()]);
const nested = (depth: number): z.ZodType<unknown> =>
  depth === 0 ? scalar : z.union([scalar, z.array(nested(depth - 1)).max(100), z.record(text.max(64), nested(depth - 1))]);
const claims = z
  .record(text.max(64), nested(3))
  .refine((value) => !Object.hasOwn(value, 'id'), { error: '`id` is the subject, who is said beside the claims' });
const moment = z.iso.datetime({ offset: true, error: 'must be a time such as 2027-01-31T12:00:00Z' });

/** `expiresAt` left out: it does not expire. `claims` must fit the issuer's template of that type, when there is one. */
export const issueCertificateInput = z.strictObject({
  subject: did,
  type: certificateType,
  claims: claims.default({}),
  expiresAt: moment.optional(),
});
export const listCertificatesInput = z.strictObject({
  /** Only of this type. */
  type: certificateType.optional(),
  /** Only of this state. */
  state: z.enum(['active', 'expired', 'revoked']).optional(),
  limit: z.number().int().min(1).max(limits.listPage).default(20),
  /** From the page before; opaque. */
  cursor: z.string().max(400).optional(),
});
export const certificateInput = z.strictObject({ id: certificateId });
export const revokeCertificateInput = z.strictObject({
  id: certificateId,
  because: z.string().trim().min(1).max(200).refine(storable, notStorable).optional(),
});
/** A renewed certificate is the same one with a new end: `expiresAt` left out: none. */
export const renewCertificateInput = z.strictObject({ id: certificateId, expiresAt: moment.optional() });
export const certificateTemplateInput = z.strictObject({
  type: certificateType,
  title: z.string().trim().min(1).max(80).refine(storable, notStorable),
  fields: z.record(z.string(), z.unknown()),
});
export const removeTemplateInput = z.strictObject({ type: certificateType });

/** Newest first. */
export interface CertificatePage {
  readonly certificates: readonly Certificate[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

export type IssueCertificateInput = z.output<typeof issueCertificateInput>;
export type ListCertificatesInput = z.output<typeof listCertificatesInput>;
export type RevokeCertificateInput = z.output<typeof revokeCertificateInput>;
export type RenewCertificateInput = z.output<typeof renewCertificateInput>;
export type CertificateTemplateInput = z.output<typeof certificateTemplateInput>;
