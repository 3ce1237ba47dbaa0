import * as webvh from 'didwebvh-ts';

// The package's declarations import without extensions, which Node's own resolution does not follow: its functions arrive here without types.
// These are the parts of them that are used.

export interface VerificationMethod {
  readonly id: string;
  readonly type: 'Multikey';
  readonly controller: string;
  readonly publicKeyMultibase: string;
}

/** A DID document (DID Core 1.0 §5), as far as ours go. */
export interface DidDocument {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly verificationMethod: readonly VerificationMethod[];
  readonly authentication: readonly string[];
  readonly assertionMethod: readonly string[];
  readonly alsoKnownAs?: readonly string[];
}

/** One line of did.jsonl (did:webvh 1.0 §3.5). */
export interface DidLogEntry {
  readonly versionId: string;
  readonly versionTime: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly state: DidDocument;
  readonly proof: readonly object[];
}

/** Signs an entry of a log under an update key, eddsa-jcs-2022. */
export interface LogSigner {
  sign(input: { readonly document: object; readonly proof: object }): Promise<{ proofValue: string }>;
  getVerificationMethodId(): string;
}

export interface LogVerifier {
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Promise<boolean>;
}

export interface CreateDid {
  /** host[:port] */
  readonly address: string;
  readonly paths: readonly string[];
  readonly signer: LogSigner;
  readonly verifier: LogVerifier;
  readonly updateKeys: readonly string[];
  /** With `{SCID}` where the SCID will stand. */
  readonly didDocument: DidDocument;
  readonly alsoKnownAsWeb: boolean;
  readonly portable: boolean;
  /** ISO 8601 */
  readonly created: string;
}

export const createDid: (request: CreateDid) => Promise<{ did: string; doc: DidDocument; log: readonly DidLogEntry[] }> = webvh.createDID;
export interface DeactivateDid {
  readonly log: readonly DidLogEntry[];
  readonly signer: LogSigner;
  readonly verifier: LogVerifier;
  readonly updateKeys: readonly string[];
}
export const deactivated: (request: DeactivateDid) => Promise<{ log: readonly DidLogEntry[] }> = webvh.deactivateDID;
/** The same document under its did:web name, for those who know no did:webvh. */
export const parallelDidWeb: (did: string, document: DidDocument) => DidDocument = webvh.generateParallelDidWeb;
export const bytesToSign: (document: object, proof: object) => Promise<Uint8Array> = webvh.prepareDataForSigning;
export const base58btc = (bytes: Uint8Array): string => webvh.multibaseEncode(bytes, webvh.MultibaseEncoding.BASE58_BTC);
