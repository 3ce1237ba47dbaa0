import type { Certificate, CertificatePage, CertificateState, CertificateTemplate, Did } from '@vibe/shared';

export interface CertificateQuery {
  readonly type?: string;
  readonly state?: CertificateState;
  /** Per page, 1 to 100. Left out: 20. */
  readonly limit?: number;
  /** From the page before. */
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}
export interface NewCertificate {
  readonly subject: Did;
  /** A letter, then letters, digits, `.`, `_`, `-`: 64 at the most. */
  readonly type: string;
  /** What it says besides; must fit the template of its type, when there is one. */
  readonly claims?: Record<string, unknown>;
  /** Left out: it does not expire. */
  readonly expiresAt?: Date;
}

/**
 * What people say of each other, signed with their DID keys; ACLs may ask for it (`{ issuer, type }`). The issuer is who is signed in.
 * The app needs the scope `certificates:read`, or to issue `certificates:issue`.
 */
export interface Certificates {
  /** @throws {VibeError} already_exists when the subject holds a valid one of this type already; insufficient_scope, … */
  issue(certificate: NewCertificate): Promise<Certificate>;
  /** The same certificate with another end; left out: none. */
  renew(id: string, options?: { readonly expiresAt?: Date }): Promise<Certificate>;
  /** Takes effect at once, in open streams within two seconds. */
  revoke(id: string, options?: { readonly because?: string }): Promise<Certificate>;
  /** Those that I hold, newest first. */
  held(query?: CertificateQuery): Promise<CertificatePage>;
  /** Those that I have issued, newest first. */
  issued(query?: CertificateQuery): Promise<CertificatePage>;
  /** What my certificates are called and say, by type. */
  templates(): Promise<readonly CertificateTemplate[]>;
  /** @param template `fields` is a JSON Schema of `claims` */
  setTemplate(template: Pick<CertificateTemplate, 'type' | 'title' | 'fields'>): Promise<CertificateTemplate>;
  removeTemplate(type: string): Promise<void>;
}
