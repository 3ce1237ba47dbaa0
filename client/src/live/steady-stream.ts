import type { Credentials } from '../auth.ts';
import type { VibeError } from '../errors.ts';
import type { StreamObserver } from '../transport/event-streams.ts';
import { backoffDelay, mayReconnect, wantsFreshToken } from '../transport/retry.ts';
import { toVibeError } from '../transport/rpc-error.ts';

export interface StreamMember<Event> {
  /** The stream stands, or has broken and is being opened again. */
  connected(is: boolean): void;
  event(event: Event): void;
  /** `over`: nothing more will come; else it is tried again. */
  failed(error: VibeError, over: boolean): void;
}

/** Returns how to close it. `lastEventId`: where to go on. */
export type OpenStream<Event> = (lastEventId: string | undefined, observer: StreamObserver<Event>) => () => void;

const firstDelay = 250;
const longestDelay = 30_000;
/** A stream that stood this long was a good one, also when it brought nothing. Milliseconds. */
const soundAfter = 10_000;

/** One event stream, opened again where it broke off until it is closed. */
export class SteadyStream<Event> {
  readonly #openStream: OpenStream<Event>;
  readonly #credentials: Pick<Credentials, 'refresh'>;
  readonly #told: StreamMember<Event>;
  #close: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastEventId: string | undefined;
  #standing = false;
  #openedAt = 0;
  #failures = 0;
  #refreshed = false;
  #over = false;

  constructor(open: OpenStream<Event>, credentials: Pick<Credentials, 'refresh'>, told: StreamMember<Event>, lastEventId?: string) {
    this.#openStream = open;
    this.#credentials = credentials;
    this.#told = told;
    this.#lastEventId = lastEventId;
  }

  /** Of the last event that came. */
  get lastEventId(): string | undefined {
    return this.#lastEventId;
  }
  get standing(): boolean {
    return this.#standing;
  }
  /** Open, or on its way. */
  get running(): boolean {
    return this.#close !== undefined && !this.#over;
  }

  open(): void {
    this.#over = false;
    this.#close = this.#openStream(this.#lastEventId, {
      opened: () => {
        this.#openedAt = Date.now();
        this.#standing = true;
        this.#told.connected(true);
      },
      event: (event, id) => {
        this.#lastEventId = id;
        this.#recovered();
        this.#told.event(event);
      },
      ended: (error) => this.#broken(error),
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    globalThis.removeEventListener?.('online', this.#now);
    this.#close?.();
    this.#close = undefined;
    this.#standing = false;
  }

  #broken(error: VibeError | undefined): void {
    const stood = this.#standing;
    this.#standing = false;
    if (stood) {
      this.#told.connected(false);
      if (this.#close === undefined) return; // who was told has closed it
      if (Date.now() - this.#openedAt > soundAfter) this.#recovered();
    }
    this.#failures += 1;
    const placeLost = error?.code === 'bad_cursor' && this.#lastEventId !== undefined;
    // Another database, say: from now on, and what is shown is read again.
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
      if (got) this.open();
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
    this.#over = true;
    this.#told.failed(error, true);
  }

  #later(error: VibeError | undefined): void {
    const delay = Math.max(backoffDelay(this.#failures, Math.random(), firstDelay, longestDelay), (error?.retryAfterSeconds ?? 0) * 1000);
    this.#timer = setTimeout(this.#now, delay);
    globalThis.addEventListener?.('online', this.#now);
    // Last: who is told may close this.
    if (error) this.#told.failed(error, false);
  }

  readonly #now = (): void => {
    clearTimeout(this.#timer);
    globalThis.removeEventListener?.('online', this.#now);
    this.open();
  };
}
