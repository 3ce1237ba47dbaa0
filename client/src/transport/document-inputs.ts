import type { AclInput, CollectionAclInput, Did, ListScope, QualifiedCollection } from '@vibe/shared';

type Body = Record<string, unknown>;

/** What goes over the wire, as the server's schemas of `@vibe/shared` take it; written out, so that zod does not come along. */
export interface DocumentKey {
  readonly collection: QualifiedCollection;
  readonly id: string;
  /** Left out: mine. */
  readonly owner?: Did;
}
export type CreateInput = DocumentKey & { readonly body: Body; readonly acl?: AclInput };
export type UpdateInput = DocumentKey & { readonly rev: string; readonly body?: Body; readonly acl?: AclInput; readonly conflict?: 'keep' };
export type BatchWriteInput =
  | (CreateInput & { readonly op: 'create' })
  | (UpdateInput & { readonly op: 'update' })
  | (DocumentKey & { readonly op: 'remove'; readonly rev: string });
export interface BatchInput {
  readonly writes: BatchWriteInput[];
  readonly atomic: boolean;
  readonly idempotencyKey: string;
}
export type ResolveInput = DocumentKey & { readonly rev: string; readonly body?: Body; readonly losers?: string[] };
export type HistoryInput = DocumentKey & { readonly limit?: number; readonly cursor?: string };
export interface ExplainInput {
  readonly collection: QualifiedCollection;
  readonly id?: string;
  readonly owner?: Did;
  readonly did?: Did;
}
export interface CollectionAclChange {
  readonly collection: QualifiedCollection;
  readonly acl: CollectionAclInput | null;
}

/** A query as it is sent: members that were left out are not there. */
export interface QueryInput {
  readonly collection: QualifiedCollection;
  readonly scope: ListScope;
  readonly owner?: Did;
  readonly where?: Body;
  readonly search?: string;
}
export interface ListInput extends QueryInput {
  readonly sort?: string | readonly string[];
  readonly expand?: Body;
  readonly limit: number;
}
export interface FindInput extends ListInput {
  readonly cursor?: string;
}
export interface AggregateInput extends QueryInput {
  readonly groupBy?: readonly string[];
  readonly sum?: readonly string[];
  readonly avg?: readonly string[];
  readonly min?: readonly string[];
  readonly max?: readonly string[];
}
export interface StreamInput {
  readonly collection: QualifiedCollection;
  readonly scope: ListScope;
  /** Where to resume; left out: from now on. */
  readonly lastEventId?: string;
}
export interface SubscribeInput {
  readonly queries: readonly { readonly key: string; readonly query: ListInput }[];
  readonly lastEventId?: string;
}
