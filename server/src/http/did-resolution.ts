import { type Did, isDid } from '@vibe/shared';
import type { Services } from '../platform/context.ts';
import { type DidDocument, findPublished, type PublishedDid } from '../rooms/identity/index.ts';

/** The DID resolution result (W3C DID Resolution §4), errors as did:webvh 1.0 §3.6.2 writes them. */
export interface ResolutionResult {
  readonly didDocument: DidDocument | null;
  readonly didResolutionMetadata: {
    readonly contentType?: string;
    readonly error?: 'invalidDid' | 'notFound' | 'methodNotSupported';
    /** RFC 9457, with the error types of the DID vocabulary. */
    readonly problemDetails?: { readonly type: string; readonly title: string; readonly detail: string };
  };
  readonly didDocumentMetadata: Readonly<Record<string, unknown>>;
}

interface Resolution {
  /** As the HTTP(S) binding maps them (W3C DID Resolution §8.1). */
  readonly status: 200 | 400 | 404 | 410 | 501;
  readonly result: ResolutionResult;
}

/** Resolves the DIDs of this server. It fetches nothing: the DIDs of others are resolved where they live. */
export async function resolveHere(services: Services, asked: string): Promise<Resolution> {
  const candidates = [...new Set([asked, decoded(asked)])].filter((each): each is Did => isDid(each));
  if (candidates.length === 0) return refused(400, 'invalidDid', 'Invalid DID', 'That is not a DID.');
  if (!candidates.some((each) => /^did:(webvh|web):/.test(each))) {
    return refused(501, 'methodNotSupported', 'Method not supported', 'This server resolves did:webvh and did:web.');
  }
  for (const did of candidates) {
    const found = await findPublished(services, did);
    if (found) return resolved(did, found);
  }
  return refused(404, 'notFound', 'DID not found', 'That DID is not of this server.');
}

function resolved(did: Did, found: PublishedDid): Resolution {
  const first = found.log[0];
  const last = found.log.at(-1);
  const isOver = last?.parameters.deactivated === true;
  return {
    status: isOver ? 410 : 200,
    result: {
      didDocument: isOver ? null : last && did === found.did ? last.state : found.webDocument,
      didResolutionMetadata: { contentType: 'application/did' },
      didDocumentMetadata:
        first && last ? { versionId: last.versionId, created: first.versionTime, updated: last.versionTime, deactivated: isOver } : {},
    },
  };
}

const types = { invalidDid: 'INVALID_DID', notFound: 'NOT_FOUND', methodNotSupported: 'METHOD_NOT_SUPPORTED' } as const;

function refused(status: 400 | 404 | 501, error: keyof typeof types, title: string, detail: string): Resolution {
  const problemDetails = { type: `https://www.w3.org/ns/did#${types[error]}`, title, detail };
  return { status, result: { didDocument: null, didResolutionMetadata: { error, problemDetails }, didDocumentMetadata: {} } };
}

/** Some clients encode the DID as one path segment (`did%3Awebvh%3A…`), some paste it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
