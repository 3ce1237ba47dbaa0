import type { ListScope, LiveEvent, QualifiedCollection } from '@vibe/shared';
import type { Credentials } from '../auth.ts';
import type { VibeError } from '../errors.ts';
import type { DocumentsApi } from '../transport/documents-api.ts';
import { backoffDelay, mayReconnect, wantsFreshToken } from '../transport/retry.ts';
import { toVibeError } from '../transport/rpc-error.ts';

export interface StreamMember {
  /** The stream stands, or has broken and is being opened again. */
  connected(is: boolean): void;
  /** `ready` comes first, also to who joins late. */
  event(event: LiveEvent): void;
  /** `over`: nothing more will come; else it is tried again. */
  failed(error: VibeError, over: boolean): void;
}

export interface Watched {
  readonly collection: QualifiedCollection;
  readonly scope: ListScope;
}

const firstDelay = 250;
const longestDelay = 30_000;
/** A stream that stood this long was a good one, also when it brought nothing. Milliseconds. */
const soundAfter = 10_000;
/** Kept open for a moment without members: a page that turns over joins again. */
const lingering = 300;

/** One event stream for all who watch the same; opened again where it broke off, for as long as there is a member. */
export class SharedStream {
  readonly #api: Pick<DocumentsApi, 'stream'>;
  readonly #watched: Watched;
  readonly #credentials: Pick<Credentials, 'refresh'>;
  readonly #onDeserted: () => void;
  readonly #members = new Set<StreamMember>();
  #close: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastEventId: string | undefined;
  #standing = false;
  #openedAt = 0;
  #failures = 0;
  #refreshed = false;
  #over: VibeError | undefined;

  constructor(api: Pick<DocumentsApi, 'stream'>, credentials: Pick<Credentials, 'refresh'>, watched: Watched, onDeserted: () => void) {
    this.#api = api;
    this.#credentials = credentials;
    this.#watched = watched;
    this.#onDeserted = onDeserted;
  }

  /** @returns how to leave */
  join(member: StreamMember): () => void {
    this.#members.add(member);
    if (!this.#close || this.#over) this.#open();
    else queueMicrotask(() => this.#members.has(member) && this.#greet(member));
    return () => {
      if (!this.#members.delete(member) || this.#members.size > 0) return;
      setTimeout(() => this.#members.size === 0 && this.end(), lingering);
    };
  }

  end(): void {
    clearTimeout(this.#timer);
    globalThis.removeEventListener?.('online', this.#now);
    this.#close?.();
    this.#close = undefined;
    this.#onDeserted();
  }

  /** Where there is a place to resume from, nothing is lost any more: the list can be read. */
  #greet(member: StreamMember): void {
    if (this.#lastEventId === undefined) return;
    member.event({ type: 'ready' });
    if (this.#standing) member.connected(true);
  }

  #open(): void {
    this.#over = undefined;
    this.#close = this.#api.stream(
      { ...this.#watched, ...(this.#lastEventId !== undefined && { lastEventId: this.#lastEventId }) },
      {
        opened: () => {
          this.#openedAt = Date.now();
          this.#standing = true;
          for (const member of this.#members) member.connected(true);
        },
        event: (event, id) => {
          this.#lastEventId = id;
          this.#recovered();
          for (const member of this.#members) member.event(event);
        },
        ended: (error) => this.#broken(error),
      },
    );
  }

  #broken(error: VibeError | undefined): void {
    if (this.#standing) {
      for (const member of this.#members) member.connected(false);
      if (Date.now() - this.#openedAt > soundAfter) this.#recovered();
    }
    this.#standing = false;
    this.#failures += 1;
    const placeLost = error?.code === 'bad_cursor' && this.#lastEventId !== undefined;
    // Another database, say: from now on, and the lists are read again.
    if (placeLost) this.#lastEventId = undefined;
    if (error && wantsFreshToken(error) && !this.#refreshed) void this.#withFreshToken(error);
    else if (error && !placeLost && !mayReconnect(error)) this.#giveUp(error);
    else this.#later(error);
  }

  /** Not already when the server answers: it may answer only to refuse. */
  #recovered(): void {
    this.#failures = 0;
    this.#refreshed = false;
  }

  async #withFreshToken(refusal: VibeError): Promise<void> {
    this.#refreshed = true;
    try {
      const got = await this.#credentials.refresh();
      if (this.#close === undefined) return;
      if (got) this.#open();
      else this.#giveUp(refusal);
    } catch (thrown) {
      const error = toVibeError(thrown);
      if (this.#close === undefined) return;
      // Not refused, only out of reach: the question is asked again with the next attempt.
      this.#refreshed = !mayReconnect(error);
      if (this.#refreshed) this.#giveUp(error);
      else this.#later(error);
    }
  }

  #giveUp(error: VibeError): void {
    this.#over = error;
    for (const member of this.#members) member.failed(error, true);
  }

  #later(error: VibeError | undefined): void {
    if (error) for (const member of this.#members) member.failed(error, false);
    const delay = Math.max(backoffDelay(this.#failures, Math.random(), firstDelay, longestDelay), (error?.retryAfterSeconds ?? 0) * 1000);
    this.#timer = setTimeout(this.#now, delay);
    globalThis.addEventListener?.('online', this.#now);
  }

  readonly #now = (): void => {
    clearTimeout(this.#timer);
    globalThis.removeEventListener?.('online', this.#now);
    this.#open();
  };
}
