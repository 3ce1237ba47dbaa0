import type { ListScope, LiveEvent, QualifiedCollection } from '@vibe/shared';
import type { Credentials } from '../auth.ts';
import type { VibeError } from '../errors.ts';
import type { DocumentsApi } from '../transport/documents-api.ts';
import { mayReconnect } from '../transport/retry.ts';
import { toVibeError } from '../transport/rpc-error.ts';
import { emptyList, type Happening, type ListEvent, type ListState, nextList } from './list-state.ts';
import type { LiveDocument, LiveList, LiveSnapshot } from './live-list.ts';
import { ownBelongs, type PendingWrite, type PendingWrites, withPending } from './pending-writes.ts';
import { readPages } from './read-pages.ts';
import type { StreamHub } from './stream-hub.ts';
import { type Watch, watch } from './watch.ts';

export interface KeptListOptions {
  readonly api: DocumentsApi;
  readonly hub: StreamHub;
  readonly pending: PendingWrites;
  readonly credentials: Credentials;
  readonly collection: QualifiedCollection;
  readonly scope: ListScope;
  /** Documents of the first page, and of each further one. */
  readonly limit: number;
}

/** A list left without listeners goes on for a moment: a page that turns over listens again. Milliseconds. */
const lingering = 300;
const rereadAfter = 5_000;

/** Made without doing anything yet. */
export class KeptList<Body = Record<string, unknown>> implements LiveList<Body> {
  readonly #options: KeptListOptions;
  readonly #listeners = new Set<(snapshot: LiveSnapshot<Body>) => void>();
  #state: ListState = emptyList;
  #error: VibeError | undefined;
  #connected = false;
  #loadingMore: Promise<void> | undefined;
  #snapshot: LiveSnapshot<Body>;
  #reading: AbortController | undefined;
  #rereading: ReturnType<typeof setTimeout> | undefined;
  #running: Watch | undefined;

  constructor(options: KeptListOptions) {
    this.#options = options;
    this.#snapshot = this.#taken();
  }

  readonly snapshot = (): LiveSnapshot<Body> => this.#snapshot;

  readonly subscribe = (listener: (snapshot: LiveSnapshot<Body>) => void): (() => void) => {
    const own = (snapshot: LiveSnapshot<Body>): void => listener(snapshot);
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

  async *[Symbol.asyncIterator](): AsyncGenerator<LiveSnapshot<Body>, void, undefined> {
    let wake: (() => void) | undefined;
    const stop = this.subscribe(() => wake?.());
    try {
      for (let last: LiveSnapshot<Body> | undefined; ; ) {
        if (this.#snapshot === last) await new Promise<void>((resolve) => (wake = resolve));
        last = this.#snapshot;
        yield last;
      }
    } finally {
      stop();
    }
  }

  #start(): void {
    const { hub, credentials, pending, collection, scope } = this.#options;
    const forget = pending.watch((settled) => this.#settled(settled));
    const watching = watch(
      hub,
      credentials,
      { collection, scope },
      {
        connected: (is) => {
          this.#connected = is;
          this.#show();
        },
        event: (event) => this.#event(event),
        failed: (error, over) => (over || !this.#state.documents) && this.#fail(error),
        whoChanged: () => {
          this.#endReading();
          this.#error = undefined;
          if (scope !== 'public') this.#apply({ type: 'forgotten' });
        },
      },
    );
    this.#running = {
      again: watching.again,
      stop: () => {
        watching.stop();
        forget();
        this.#endReading();
        this.#connected = false;
        this.#running = undefined;
        this.#show();
      },
    };
  }

  #endReading(): void {
    clearTimeout(this.#rereading);
    this.#reading?.abort();
    this.#reading = undefined;
  }

  #event(event: LiveEvent): void {
    if (event.type === 'ready' || event.type === 'resync') void this.#read();
    else if (event.type === 'put') this.#apply({ type: 'put', document: event.document });
    else this.#apply({ type: 'gone', owner: event.owner, id: event.id });
  }

  /** Reads from the top, as far as was read before. */
  async #read(): Promise<void> {
    this.#endReading();
    const reading = new AbortController();
    this.#reading = reading;
    this.#state = nextList(nextList(this.#state, { type: 'unread' }), { type: 'reading' });
    try {
      const { api, collection, scope, limit } = this.#options;
      const page = await readPages(api, { collection, scope, limit }, this.#state.documents?.length ?? 0, reading.signal);
      if (this.#reading !== reading) return;
      this.#reading = undefined;
      this.#error = undefined;
      this.#apply({ type: 'listed', page });
    } catch (thrown) {
      if (this.#reading !== reading || reading.signal.aborted) return;
      this.#reading = undefined;
      const error = toVibeError(thrown);
      this.#state = nextList(this.#state, { type: 'unread' });
      this.#fail(error);
      if (mayReconnect(error)) this.#rereading = setTimeout(() => void this.#read(), rereadAfter * (1 + Math.random()));
    }
  }

  async #continue(): Promise<void> {
    const { cursor } = this.#state;
    if (cursor === undefined || this.#reading) return;
    const { api, collection, scope, limit } = this.#options;
    this.#state = nextList(this.#state, { type: 'reading' });
    try {
      const page = await api.list({ collection, scope, limit, cursor }, undefined);
      // Read anew meanwhile: this page hangs on to a list that is no more.
      if (this.#state.cursor === cursor && !this.#reading) this.#apply({ type: 'continued', page });
    } catch (error) {
      if (!this.#reading) this.#state = nextList(this.#state, { type: 'unread' });
      throw error;
    }
  }

  #settled(happening: Happening | undefined): void {
    const mine = happening?.type === 'written' && happening.document.owner === this.#options.credentials.who();
    if (happening?.type === 'written')
      this.#apply({ ...happening, belongs: mine && ownBelongs(this.#options.scope, happening.document.acl) });
    else if (happening) this.#apply(happening);
    else this.#show();
  }

  #fail(error: VibeError): void {
    this.#error = error;
    this.#show();
  }

  #apply(event: ListEvent): void {
    this.#state = nextList(this.#state, event);
    this.#show();
  }

  readonly #shows = (write: Extract<PendingWrite, { type: 'create' }>): boolean => ownBelongs(this.#options.scope, write.acl);

  #taken(): LiveSnapshot<Body> {
    const { documents, cursor } = this.#state;
    return {
      // The body's type is the manifest's word, which the server enforces.
      documents: documents && (withPending(documents, this.#options.pending.all, this.#shows) as readonly LiveDocument<Body>[]),
      loading: documents === undefined && this.#error === undefined,
      error: this.#error,
      hasMore: cursor !== undefined,
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

const sameSnapshot = (a: LiveSnapshot<unknown>, b: LiveSnapshot<unknown>): boolean =>
  a.documents === b.documents &&
  a.error === b.error &&
  a.hasMore === b.hasMore &&
  a.loadingMore === b.loadingMore &&
  a.connected === b.connected;
