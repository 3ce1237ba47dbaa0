import type { Credentials } from '../auth.ts';
import type { VibeError } from '../errors.ts';
import type { ListInput } from '../transport/document-inputs.ts';
import type { DocumentsApi } from '../transport/documents-api.ts';
import { belongingOf } from './belonging.ts';
import type { ListNews } from './list-channel.ts';
import { allOf, documentsOf, emptyList, hasMore, keyOf, type ListEvent, type ListState, moreBeyond, nextList, same } from './list-state.ts';
import type { LiveDocument, LiveList, LiveSnapshot } from './live-list.ts';
import type { PendingWrite, PendingWrites } from './pending-writes.ts';
import type { Prediction } from './prediction.ts';
import { mostLive, readBelow } from './read-below.ts';
import type { StreamHub } from './stream-hub.ts';
import { type Watch, watch } from './watch.ts';
import { withPending } from './with-pending.ts';

export interface KeptListOptions {
  readonly api: Pick<DocumentsApi, 'find'>;
  readonly hub: Pick<StreamHub, 'follow'>;
  readonly pending: PendingWrites;
  readonly credentials: Credentials;
  /** `limit`: documents of the first page, and of each further one. */
  readonly query: ListInput;
}

/** A list left without listeners goes on for a moment: a page that turns over listens again. Milliseconds. */
const lingering = 300;

/** Made without doing anything yet. */
export class KeptList<Body = Record<string, unknown>, X = unknown> implements LiveList<Body, X> {
  readonly #options: KeptListOptions;
  readonly #listeners = new Set<(snapshot: LiveSnapshot<Body, X>) => void>();
  /** Calls whose document the stream has shown. */
  readonly #heard = new WeakSet<object>();
  /** How many documents the stream is asked for. */
  #limit: number;
  #state: ListState;
  #error: VibeError | undefined;
  #connected = false;
  #loadingMore: Promise<void> | undefined;
  #growing: { readonly resolve: () => void; readonly reject: (error: VibeError) => void } | undefined;
  #prediction: Prediction | undefined;
  #shown: { readonly state: ListState; readonly writes: readonly PendingWrite[]; readonly documents: LiveSnapshot<Body, X>['documents'] };
  #snapshot: LiveSnapshot<Body, X>;
  #running: Watch | undefined;

  constructor(options: KeptListOptions) {
    this.#options = options;
    const { limit, sort } = options.query;
    this.#limit = limit;
    this.#state = emptyList(limit, sort === undefined);
    this.#shown = { state: this.#state, writes: [], documents: undefined };
    this.#snapshot = this.#taken();
  }

  readonly snapshot = (): LiveSnapshot<Body, X> => this.#snapshot;

  readonly subscribe = (listener: (snapshot: LiveSnapshot<Body, X>) => void): (() => void) => {
    const own = (snapshot: LiveSnapshot<Body, X>): void => listener(snapshot);
    this.#listeners.add(own);
    if (!this.#running) this.#start();
    return () => {
      if (!this.#listeners.delete(own) || this.#listeners.size > 0) return;
      setTimeout(() => this.#listeners.size === 0 && this.#running?.stop(), lingering);
    };
  };

  readonly more = (): Promise<void> => {
    this.#loadingMore ??= this.#continue().finally(() => {
      this.#loadingMore = undefined;
      this.#show();
    });
    this.#show();
    return this.#loadingMore;
  };

  refresh(): void {
    this.#running?.again();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LiveSnapshot<Body, X>, void, undefined> {
    let wake: (() => void) | undefined;
    const stop = this.subscribe(() => wake?.());
    try {
      for (let last: LiveSnapshot<Body, X> | undefined; ; ) {
        if (this.#snapshot === last) await new Promise<void>((resolve) => (wake = resolve));
        last = this.#snapshot;
        yield last;
      }
    } finally {
      stop();
    }
  }

  #start(): void {
    const { hub, credentials, pending, query } = this.#options;
    const forget = pending.watch(() => this.#show());
    // What the server has agreed to before is in its first result, if it belongs there.
    for (const { call, write } of pending.all) if (write.type === 'create' && !write.document.pending) this.#heard.add(call);
    void this.#learnToPredict();
    const watching = watch<ListNews>((watcher) => hub.follow({ ...query, limit: this.#limit }, watcher), credentials, query.scope, {
      connected: (is) => {
        this.#connected = is;
        this.#show();
      },
      event: (event) => {
        this.#error = undefined;
        this.#apply(event);
        if (event.type === 'result') this.#grown();
      },
      failed: (error, over) => {
        this.#grown(error);
        if (over || !this.#state.window) this.#error = error;
        this.#show();
      },
      whoChanged: () => {
        this.#error = undefined;
        this.#grown();
        if (query.scope !== 'public') this.#apply({ type: 'forgotten' });
      },
    });
    this.#running = {
      again: watching.again,
      stop: () => {
        watching.stop();
        forget();
        this.#grown();
        this.#connected = false;
        this.#running = undefined;
        this.#show();
      },
    };
  }

  /** The evaluator is loaded by those who filter or sort. Without it their own writes show when the stream brings them. */
  async #learnToPredict(): Promise<void> {
    const { query } = this.#options;
    if (this.#prediction || (!query.where && !query.sort)) return;
    try {
      const { predictionOf } = await import('./prediction.ts');
      this.#prediction = predictionOf(query);
    } catch {
      // Not to be had now, or no query at all: the server says which.
    }
  }

  async #continue(): Promise<void> {
    if (!hasMore(this.#state)) return;
    const { api, query } = this.#options;
    const asked = this.#state.shown + query.limit;
    this.#apply({ type: 'asked', asked });
    if ((allOf(this.#state)?.length ?? 0) >= asked || !moreBeyond(this.#state)) return;
    if (this.#limit < mostLive) return this.#grow(asked);
    const { below } = this.#state;
    const page = await readBelow(api, query, below.read ? below.read.cursor : undefined);
    // Forgotten meanwhile, or another page came first: this one hangs on to a list that is no more.
    if (this.#state.window && this.#state.below.read === below.read) this.#apply({ type: 'continued', page });
  }

  /** Follows more documents from now on; the window shows what it shows until they are there. */
  #grow(limit: number): Promise<void> {
    this.#limit = Math.min(mostLive, limit);
    if (!this.#running) return Promise.resolve();
    this.#growing?.resolve();
    const grown = new Promise<void>((resolve, reject) => {
      this.#growing = { resolve, reject };
    });
    this.#running.again();
    return grown;
  }

  #grown(error?: VibeError): void {
    if (error) this.#growing?.reject(error);
    else this.#growing?.resolve();
    this.#growing = undefined;
  }

  #apply(event: ListEvent): void {
    this.#state = nextList(this.#state, event);
    this.#keepUp();
    const keys = new Set(this.#state.window?.map(keyOf));
    for (const { call, write } of this.#options.pending.all)
      if (write.type === 'create' && keys.has(keyOf(write.document))) this.#heard.add(call);
    this.#show();
  }

  /** Before what was pushed out of the window grows old in sight, the window grows: by a page more, so that this is rare. */
  #keepUp(): void {
    const { below, shown } = this.#state;
    if (below.read || below.documents.length === 0 || this.#limit >= Math.min(mostLive, shown + 1)) return;
    void this.#grow(shown + this.#options.query.limit).catch(() => undefined);
  }

  #documents(): LiveSnapshot<Body, X>['documents'] {
    const state = this.#state;
    const { query, credentials, pending } = this.#options;
    const writes = pending.all;
    if (this.#shown.state === state && this.#shown.writes === writes) return this.#shown.documents;
    const known = documentsOf(state);
    const belonging = belongingOf(query, state, credentials.who(), this.#prediction);
    // The body's type is the manifest's word, which the server enforces.
    const shown = known && (withPending(known, writes, (call) => this.#heard.has(call), belonging) as readonly LiveDocument<Body, X>[]);
    // What is kept ready below may have changed, and nothing of it is to be seen.
    const documents = this.#shown.documents && shown ? same(this.#shown.documents, shown) : shown;
    this.#shown = { state, writes, documents };
    return documents;
  }

  #taken(): LiveSnapshot<Body, X> {
    const documents = this.#documents();
    return {
      documents,
      loading: documents === undefined && this.#error === undefined,
      error: this.#error,
      hasMore: hasMore(this.#state),
      loadingMore: this.#loadingMore !== undefined,
      connected: this.#connected,
      more: this.more,
    };
  }

  #show(): void {
    const next = this.#taken();
    if (sameSnapshot(this.#snapshot, next)) return;
    this.#snapshot = next;
    for (const listener of this.#listeners) listener(next);
  }
}

const sameSnapshot = <Body, X>(a: LiveSnapshot<Body, X>, b: LiveSnapshot<Body, X>): boolean =>
  a.documents === b.documents &&
  a.error === b.error &&
  a.hasMore === b.hasMore &&
  a.loadingMore === b.loadingMore &&
  a.connected === b.connected;
