import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '@vibe/server';
import type {
  AccessExplanation,
  AggregateGroup,
  BatchResult,
  CollectionAclInForce,
  DocumentConflicts,
  DocumentHistory,
  DocumentPage,
  LiveEvent,
  QualifiedCollection,
  SubscribeEvent,
  UpdatedDocument,
  VibeDocument,
} from '@vibe/shared';
import type { Caller } from './call.ts';
import type {
  AggregateInput,
  BatchInput,
  CollectionAclChange,
  CreateInput,
  DocumentKey,
  ExplainInput,
  FindInput,
  HistoryInput,
  QueryInput,
  ResolveInput,
  StreamInput,
  SubscribeInput,
  UpdateInput,
} from './document-inputs.ts';
import { eventStream, type StreamObserver } from './event-streams.ts';

/** The documents' procedures, with errors as VibeError. */
export interface DocumentsApi {
  /** `repeated`: an attempt before this one may have got through. */
  create(input: CreateInput, signal: AbortSignal | undefined, repeated: () => void): Promise<VibeDocument>;
  get(input: DocumentKey, signal: AbortSignal | undefined): Promise<VibeDocument>;
  find(input: FindInput, signal: AbortSignal | undefined): Promise<DocumentPage>;
  count(input: QueryInput, signal: AbortSignal | undefined): Promise<number>;
  aggregate(input: AggregateInput, signal: AbortSignal | undefined): Promise<readonly AggregateGroup[]>;
  update(input: UpdateInput, signal: AbortSignal | undefined): Promise<UpdatedDocument>;
  remove(input: DocumentKey & { readonly rev: string }, signal: AbortSignal | undefined): Promise<void>;
  batch(input: BatchInput, signal: AbortSignal | undefined): Promise<readonly BatchResult[]>;
  conflicts(input: DocumentKey, signal: AbortSignal | undefined): Promise<DocumentConflicts>;
  resolve(input: ResolveInput, signal: AbortSignal | undefined): Promise<VibeDocument>;
  history(input: HistoryInput, signal: AbortSignal | undefined): Promise<DocumentHistory>;
  collectionAcl(collection: QualifiedCollection, signal: AbortSignal | undefined): Promise<CollectionAclInForce>;
  setCollectionAcl(input: CollectionAclChange, signal: AbortSignal | undefined): Promise<CollectionAclInForce>;
  explainAccess(input: ExplainInput, signal: AbortSignal | undefined): Promise<AccessExplanation>;
  /** What happens to the documents of a scope. Returns how to close the stream; `ended` is not called then. */
  stream(input: StreamInput, observer: StreamObserver<LiveEvent>): () => void;
  /** The results of several queries, and what changes in them. */
  subscribe(input: SubscribeInput, observer: StreamObserver<SubscribeEvent>): () => void;
}

export function documentsApi(rpc: TRPCClient<AppRouter>, call: Caller): DocumentsApi {
  const { documents } = rpc;
  return {
    create: (input, signal, repeated) =>
      call('safe', signal, (each, attempt) => {
        if (attempt > 1) repeated();
        return documents.create.mutate(input, { signal: each });
      }),
    get: (input, signal) => call('safe', signal, (each) => documents.get.query(input, { signal: each })),
    find: (input, signal) => call('safe', signal, (each) => documents.find.query(input as never, { signal: each })),
    count: async (input, signal) => (await call('safe', signal, (each) => documents.count.query(input as never, { signal: each }))).count,
    aggregate: async (input, signal) =>
      (await call('safe', signal, (each) => documents.aggregate.query(input as never, { signal: each }))).groups,
    update: (input, signal) => call('once', signal, (each) => documents.update.mutate(input, { signal: each })),
    remove: async (input, signal) => void (await call('once', signal, (each) => documents.remove.mutate(input, { signal: each }))),
    // Its key makes a repeat harmless.
    batch: async (input, signal) => (await call('safe', signal, (each) => documents.batch.mutate(input, { signal: each }))).results,
    conflicts: (input, signal) => call('safe', signal, (each) => documents.conflicts.query(input, { signal: each })),
    resolve: (input, signal) => call('once', signal, (each) => documents.resolve.mutate(input, { signal: each })),
    history: (input, signal) => call('safe', signal, (each) => documents.history.query(input, { signal: each })),
    collectionAcl: (collection, signal) => call('safe', signal, (each) => documents.collectionAcl.query({ collection }, { signal: each })),
    setCollectionAcl: (input, signal) => call('safe', signal, (each) => documents.setCollectionAcl.mutate(input, { signal: each })),
    explainAccess: (input, signal) => call('safe', signal, (each) => documents.explainAccess.query(input, { signal: each })),
    stream: (input, observer) => eventStream((handlers) => documents.live.subscribe(input, handlers), observer),
    subscribe: (input, observer) => eventStream((handlers) => documents.subscribe.subscribe(input as never, handlers), observer),
  };
}
