import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '@vibe/server';
import type { AclInput, Did, DocumentPage, ListScope, LiveEvent, QualifiedCollection, VibeDocument } from '@vibe/shared';
import type { VibeError } from '../errors.ts';
import type { Caller } from './call.ts';
import { toVibeError } from './rpc-error.ts';

type Body = Record<string, unknown>;
export interface DocumentKey {
  readonly collection: QualifiedCollection;
  readonly id: string;
  /** Left out: mine. */
  readonly owner?: Did;
}
export type CreateInput = DocumentKey & { readonly body: Body; readonly acl?: AclInput };
export type UpdateInput = DocumentKey & { readonly rev: string; readonly body?: Body; readonly acl?: AclInput };
export interface ListInput {
  readonly collection: QualifiedCollection;
  readonly scope: ListScope;
  readonly limit: number;
  readonly cursor?: string;
}
export interface StreamInput {
  readonly collection: QualifiedCollection;
  readonly scope: ListScope;
  /** Where to resume; left out: from now on. */
  readonly lastEventId?: string;
}
export interface StreamObserver {
  /** The server has answered: what happens from here on will come. */
  opened(): void;
  event(event: LiveEvent, id: string): void;
  /** The stream is no more; `undefined`: the server ended it in order. Called once at most. */
  ended(error: VibeError | undefined): void;
}

/** The documents' procedures, with errors as VibeError. */
export interface DocumentsApi {
  /** `repeated`: an attempt before this one may have got through. */
  create(input: CreateInput, signal: AbortSignal | undefined, repeated: () => void): Promise<VibeDocument>;
  get(input: DocumentKey, signal: AbortSignal | undefined): Promise<VibeDocument>;
  list(input: ListInput, signal: AbortSignal | undefined): Promise<DocumentPage>;
  update(input: UpdateInput, signal: AbortSignal | undefined): Promise<VibeDocument>;
  remove(input: DocumentKey & { readonly rev: string }, signal: AbortSignal | undefined): Promise<void>;
  /** Returns how to close the stream; `ended` is not called then. */
  stream(input: StreamInput, observer: StreamObserver): () => void;
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
    list: (input, signal) => call('safe', signal, (each) => documents.list.query(input, { signal: each })),
    update: (input, signal) => call('once', signal, (each) => documents.update.mutate(input, { signal: each })),
    remove: async (input, signal) => void (await call('once', signal, (each) => documents.remove.mutate(input, { signal: each }))),
    stream(input, observer) {
      const context: StreamContext = {};
      let over = false;
      const end = (thrown: unknown): void => {
        if (over) return;
        over = true;
        subscription?.unsubscribe();
        observer.ended(thrown === undefined ? undefined : toVibeError(context.refusal ?? thrown));
      };
      const subscription = documents.live.subscribe(input, {
        context,
        onStarted: () => over || observer.opened(),
        onData: ({ id, data }) => over || observer.event(data, id),
        // tRPC would come back every 3 s for ever; who holds the stream knows better when.
        onConnectionStateChange: ({ state, error }) => state === 'connecting' && error && end(error),
        onError: end,
        onComplete: () => end(undefined),
      });
      return () => {
        over = true;
        subscription.unsubscribe();
      };
    },
  };
}

/** Carries a refusal from the stream's fetch to who holds the stream. */
export interface StreamContext extends Record<string, unknown> {
  refusal?: unknown;
}
