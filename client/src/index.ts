export type {
  AccessExplanation,
  Acl,
  AclEntry,
  AclInput,
  Certificate,
  CertificatePage,
  CertificateTemplate,
  CollectionAclInForce,
  CollectionAclInput,
  Did,
  DocumentConflicts,
  DocumentHistory,
  ListScope,
  LiveEvent,
  Profile,
  Scope,
  UpdatedDocument,
  VibeDocument,
  VibeErrorIssue,
} from '@vibe/shared';
export { allOf, holdersOf, ownerOnly, publicRead, sharedForEditing, sharedWith } from './acl.ts';
export type { Auth, AuthState } from './auth.ts';
export type { BatchCollection, BatchOf, BatchOptions, BatchWrite, Outcome, Removed } from './batch.ts';
export type { CertificateQuery, Certificates, NewCertificate } from './certificates.ts';
export type {
  CallOptions,
  ChangeEvent,
  Collection,
  CreateOptions,
  DocumentKey,
  DocumentRevision,
  FindQuery,
  KeepOptions,
  Page,
  Resolution,
  UpdateOptions,
} from './collection.ts';
export type { TokenSource } from './credentials/token-credentials.ts';
export { newDocumentId } from './document-id.ts';
export { type ClientErrorCode, isVibeError, VibeError, type VibeErrorCode, type VibeErrorDetails } from './errors.ts';
export type { LiveDocument, LiveList, LiveSnapshot } from './live/live-list.ts';
export type { People } from './people.ts';
export type { AggregateGroup, AggregateQuery } from './query/aggregate.ts';
export type { ListQuery, Selection, Sort } from './query/query.ts';
export type { DocumentOf, Expand } from './query/relations.ts';
export type { Reference, Where } from './query/where.ts';
export type { SessionState, SignInMode, SignInOptions } from './session/types.ts';
export { createVibe, type Vibe, type VibeOptions } from './vibe.ts';
