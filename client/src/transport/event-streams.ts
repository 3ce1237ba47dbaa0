import type { VibeError } from '../errors.ts';
import { toVibeError } from './rpc-error.ts';

export interface StreamObserver<Event> {
  /** The server has answered: what happens from here on will come. */
  opened(): void;
  event(event: Event, id: string): void;
  /** The stream is no more; `undefined`: the server ended it in order. Called once at most. */
  ended(error: VibeError | undefined): void;
}

/** Carries a refusal from the stream's fetch to who holds the stream. */
export interface StreamContext extends Record<string, unknown> {
  refusal?: unknown;
}

interface Handlers<Event> {
  readonly context: StreamContext;
  readonly onStarted: () => void;
  readonly onData: (envelope: { readonly id: string; readonly data: Event }) => void;
  readonly onError: (error: unknown) => void;
  readonly onComplete: () => void;
}

/** One subscription of tRPC. Returns how to close it; `ended` is not called then. */
export function eventStream<Event>(
  subscribe: (handlers: Handlers<Event>) => { unsubscribe(): void },
  observer: StreamObserver<Event>,
): () => void {
  const context: StreamContext = {};
  let over = false;
  const end = (thrown: unknown): void => {
    if (over) return;
    over = true;
    subscription?.unsubscribe();
    observer.ended(thrown === undefined ? undefined : toVibeError(context.refusal ?? thrown));
  };
  const subscription = subscribe({
    context,
    onStarted: () => over || observer.opened(),
    onData: ({ id, data }) => over || observer.event(data, id),
    onError: end,
    onComplete: () => end(undefined),
  });
  return () => {
    over = true;
    subscription.unsubscribe();
  };
}
