/**
 * A document's body as canonical JSON (RFC 8785): one text for one value, whatever order its keys came in. It is what is stored, hashed and measured.
 * One walk refuses what JSON or Postgres cannot hold, and ends as soon as a limit is passed: a body may name the same object many times over.
 * @throws {VibeError} too_deep, too_large, bad_request
 */
export declare function canonicalJson(body: Record<string, unknown>): string;
