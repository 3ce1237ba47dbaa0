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
  /** Valid certificates that one issuer may give one subject. → bad_request */
  certificatesFromOneIssuer: 20,
  /** Valid certificates that anybody may hold: every read of theirs carries them. → bad_request */
  certificatesHeld: 200,
  /** The claims of one certificate as JSON. → too_large */
  certificateClaimsBytes: 8_192,
  /** The fields of one certificate template, a JSON Schema. → too_large */
  certificateTemplateBytes: 32_768,
  /** Certificate templates of one issuer. → bad_request */
  certificateTemplates: 100,
  /** Calls in one tRPC batch. → bad_request */
  batchCalls: 50,
  /** Writes in one `documents.batch`. → bad_request */
  batchWrites: 500,
  /** Revisions of one branch that a document remembers, the newest among them. */
  revisionsKept: 200,
  /** Leaves of one document's revision tree, removed ones among them. → too_large */
  revisionLeaves: 500,
  /** Rows in one page of a pull. → bad_request */
  pullRows: 1_000,
  /** Bodies in one page of a pull; the first row always comes. */
  pullBytes: 2_097_152,
  /** Documents in one page of a list. → bad_request */
  listPage: 100,
  /** Characters of a document id. → bad_request */
  documentIdLength: 128,
  /** A manifest as JSON, schemas included. → too_large */
  manifestBytes: 262_144,
  /** Collections in one manifest. → bad_request */
  manifestCollections: 100,
  /** Indexes that one collection declares. → bad_request */
  collectionIndexes: 20,
  /** Fields of one index. → bad_request */
  indexFields: 4,
  /** Elements of the array of an index with `each`, in one document. → bad_request */
  indexElements: 64,
  /** Index rows of one document: its entries, for each who may read it by the ACL's lists. → bad_request */
  indexRows: 10_000,
  /** Fields that one collection searches. → bad_request */
  searchFields: 16,
  /** Words that the search knows of one document; those that come later in it are not found. */
  searchWords: 256,
  /** Characters that the search reads of one document. */
  searchCharacters: 50_000,
  /** Relations that one collection declares. → bad_request */
  collectionRelations: 20,
  /** Open live streams of one principal in one process. → rate_limited */
  liveStreamsPerPrincipal: 100,
  /** Events waiting for one slow live stream before it is told to resync. */
  liveQueue: 1_000,
  /** Terms of one `where`, combinations counted. → bad_request */
  whereTerms: 100,
  /** Nesting of `and`, `or` and `not`. → bad_request */
  whereDepth: 8,
  /** Values of one `in`. → bad_request */
  whereIn: 100,
  /** Characters of one text in a `where`. → bad_request */
  whereText: 2_048,
  /** Characters of a dotted path. → bad_request */
  fieldPath: 200,
  /** Fields of one sort. → bad_request */
  sortFields: 4,
  /** Characters of one search. → bad_request */
  searchText: 500,
  /** Characters of a cursor that comes back. → bad_request */
  cursor: 8_000,
  /** Relations that one `expand` follows one after the other, and all of them together. → bad_request */
  expandDepth: 3,
  expandRelations: 20,
  /** Documents that a reverse relation brings for each document, newest first. */
  reverseDocuments: 100,
  /** Documents that all relations of one answer bring together. → query_too_broad */
  expandedDocuments: 10_000,
  /** Fields of one groupBy. → bad_request */
  groupBy: 3,
  /** Fields of each of sum, min, max and avg. → bad_request */
  aggregates: 10,
  /** Groups of one aggregate. → query_too_broad */
  groups: 1_000,
  /** Documents that one query may look at when no index answers it. → query_too_broad */
  scanBudget: 20_000,
  /** Live queries on one stream. → bad_request */
  subscribeQueries: 20,
  /** Documents in the result of one live query. → bad_request */
  subscribedDocuments: 500,
  /** Documents in the results of one stream, by the limits of its queries. → bad_request, for the query that is too much */
  subscribedDocumentsPerStream: 2_000,
  /** Characters of the name of one live query. → bad_request */
  subscribeKeyLength: 40,
  /** Characters of what a stream resumes from. → bad_request */
  subscribePositionLength: 200,
  /** What visitors read, kept in memory by each process: bytes, with what an entry costs; answers; bytes of one. What is beyond is read anew. */
  publicCacheBytes: 33_554_432,
  publicCacheAnswers: 10_000,
  publicCacheAnswerBytes: 1_048_576,
  /** A file that a person imports on the account page; operators' may be of any size. → too_large */
  importBytes: 67_108_864,
  /** Days that a consent lasts from when it was last renewed, at most. → bad_request */
  consentDays: 365,
  /** Documents that are counted to say how much space an app uses, when it asks for consent, and on the account page; more are “more than”. */
  spaceCountedForConsent: 20_000,
  spaceCounted: 200_000,
  /** Entries of one page of the history of consents. → bad_request */
  consentEventsPage: 100,
  /** Profile picture. → too_large */
  pictureBytes: 262_144,
} as const;
