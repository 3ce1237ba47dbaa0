/** Every limit has a name, a number with its unit, and an error code that says it was passed. Defaults; the server may lower them. */
export const limits = {
  /** One HTTP request body. → too_large */
  requestBodyBytes: 2_097_152,
  /** One document body as JSON. → too_large */
  documentBytes: 1_048_576,
  /** Nesting of objects and arrays in one document. → too_deep */
  documentDepth: 64,
  /** Entries in one ACL, all lists together. → bad_request */
  aclEntries: 200,
  /** Calls in one tRPC batch. → bad_request */
  batchCalls: 50,
  /** Documents in one page of a list. → bad_request */
  listPage: 100,
  /** Characters of a document id. → bad_request */
  documentIdLength: 128,
  /** A manifest as JSON, schemas included. → too_large */
  manifestBytes: 262_144,
  /** Collections in one manifest. → bad_request */
  manifestCollections: 100,
  /** Open live streams of one principal in one process. → rate_limited */
  liveStreamsPerPrincipal: 100,
  /** Events waiting for one slow live stream before it is told to resync. */
  liveQueue: 1_000,
  /** Profile picture. → too_large */
  pictureBytes: 262_144,
} as const;
