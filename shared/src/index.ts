export {
  type AccessAnswer,
  type AccessExplanation,
  type AccessRule,
  type CollectionAclInForce,
  collectionAclInput,
  type ExplainAccessInput,
  explainAccessInput,
  type SetCollectionAclInput,
  setCollectionAclInput,
} from './access.ts';
export { displayNameLength, handlePattern, passwordLength } from './account-rules.ts';
export {
  type Acl,
  type AclEntry,
  type AclInput,
  type AclRule,
  type AclRuleInput,
  ANYONE,
  acl,
  type CertificateEntry,
  type CollectionAcl,
  type CollectionAclInput,
  collectionAcl,
  type SimpleAclEntry,
} from './acl.ts';
export { allOf, holdersOf, publicRead, sharedForEditing, sharedWith } from './acl-build.ts';
export {
  type AclAction,
  type AclRuling,
  aclAllows,
  aclRuling,
  certificatePrincipal,
  type Principal,
  principalOfEntry,
  principalsOf,
} from './acl-evaluate.ts';
export { looksLike } from './app-name.ts';
export {
  type Certificate,
  type CertificatePage,
  type CertificateState,
  type CertificateTemplate,
  type CertificateTemplateInput,
  certificateInput,
  certificateTemplateInput,
  certificateType,
  type IssueCertificateInput,
  issueCertificateInput,
  type ListCertificatesInput,
  listCertificatesInput,
  type RenewCertificateInput,
  type RevokeCertificateInput,
  removeTemplateInput,
  renewCertificateInput,
  revokeCertificateInput,
} from './certificates.ts';
export type { IndexDeclaration, RelationDeclaration, SearchDeclaration } from './collection-manifest.ts';
export { defaultScopes } from './default-scopes.ts';
export {
  type BatchAnswer,
  type BatchDocumentsInput,
  type BatchError,
  type BatchResult,
  type BatchWrite,
  batchDocumentsInput,
} from './document-batch.ts';
export { type PullDocumentsInput, type PulledPage, type PulledRow, pullDocumentsInput } from './document-pull.ts';
export {
  type DocumentConflict,
  type DocumentConflicts,
  type DocumentHistory,
  type DocumentHistoryInput,
  type DocumentRevision,
  documentHistoryInput,
  type ListConflictsInput,
  listConflictsInput,
  type ResolveConflictsInput,
  resolveConflictsInput,
  type UpdatedDocument,
} from './document-revisions.ts';
export {
  type CreateDocumentInput,
  createDocumentInput,
  type DocumentPage,
  type GetDocumentInput,
  getDocumentInput,
  type ListDocumentsInput,
  type ListScope,
  type LiveDocumentsInput,
  type LiveEvent,
  listDocumentsInput,
  listScopes,
  liveDocumentsInput,
  type RemoveDocumentInput,
  type RemovedDocument,
  removeDocumentInput,
  type UpdateDocumentInput,
  updateDocumentInput,
  type VibeDocument,
} from './documents.ts';
export {
  VibeError,
  type VibeErrorCode,
  type VibeErrorDetails,
  type VibeErrorIssue,
  type VibeErrorOnTheWire,
  vibeErrorCodes,
  vibeErrors,
} from './errors.ts';
export {
  appId,
  appOfCollection,
  collectionName,
  type Did,
  did,
  documentId,
  handle,
  isDid,
  nameOfCollection,
  type QualifiedCollection,
  qualifiedCollection,
  qualify,
  revision,
} from './ids.ts';
export type { JsonSchema } from './json-schema.ts';
export {
  chooseLanguage,
  directionOf,
  LANGUAGE_COOKIE,
  type Language,
  type LanguageWishes,
  languageNames,
  languages,
  toLanguage,
} from './languages.ts';
export { limits } from './limits.ts';
export { type LocalizedText, textIn } from './localized-text.ts';
export {
  type AppManifest,
  type AppManifestInput,
  appManifest,
  type CollectionManifest,
  collectionManifest,
  isAllowedOrigin,
  isLoopbackHost,
  isOptional,
  needsPage,
  origin,
  redirectUri,
} from './manifest.ts';
export { displayName, type Profile, password, picture, signInInput, signUpInput, updateProfileInput } from './people.ts';
export type { Expand } from './query/expand.ts';
export { filterOf, isFieldPath, QueryError } from './query/filter.ts';
export {
  type AggregateDocumentsInput,
  type Aggregated,
  type AggregateGroup,
  type AggregateResult,
  aggregateDocumentsInput,
  type CountDocumentsInput,
  type CountResult,
  countDocumentsInput,
  type DocumentFilter,
  documentFilterShape,
  type FindDocumentsInput,
  type FindQuery,
  findDocumentsInput,
  findQueryShape,
} from './query/find.ts';
export { fieldOf, type Matcher, matcherOf, matches, type Queried } from './query/matches.ts';
export { isReference, type Reference } from './query/reference.ts';
export { compareBy, type Direction, NEWEST_FIRST, type Order, orderOf, type Sorted } from './query/sort.ts';
export { compareText, isStorableText, keyText } from './query/text.ts';
export {
  comparable,
  compareKeys,
  equalValues,
  type Int64Fields,
  int64Of,
  NO_INT64,
  type Operand,
  type Scalar,
  typeRank,
  typeRanks,
  valueAt,
} from './query/value.ts';
export { type Condition, type Conditions, CREATED_AT, type Filter, operators, reservedFields, type Where } from './query/where.ts';
export { fedcmRedirectUri, popupRedirectUri, signInLifetimeSeconds } from './redirect-uris.ts';
export { type FieldFacts, fieldFacts, int64FieldsOf } from './schema-fields.ts';
export {
  type Action,
  actions,
  isScope,
  isSensitive,
  parseScope,
  type Scope,
  type ScopePolicy,
  scopeAllows,
  scopePolicies,
  scopes,
} from './scopes.ts';
export { sizeText } from './size-text.ts';
export {
  type PatchOp,
  type RefusedQuery,
  type SubscribedQuery,
  type SubscribeEvent,
  type SubscribeInput,
  subscribedQuery,
  subscribeInput,
} from './subscribe.ts';
export {
  accessToken,
  type FrameAccessToken,
  type FrameMessage,
  type FrameState,
  frameMessage,
  frameState,
  type HostMessage,
  hostMessage,
  type InitMessage,
  initMessage,
  type PopupAsks,
  type PopupMessage,
  popupAsks,
  popupMessage,
} from './vibe-auth.ts';
export { VIBE_AUTH } from './vibe-auth-names.ts';
