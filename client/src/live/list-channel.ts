import type { SubscribeEvent } from '@vibe/shared';
import type { Credentials } from '../auth.ts';
import { VibeError } from '../errors.ts';
import type { ListInput } from '../transport/document-inputs.ts';
import type { DocumentsApi } from '../transport/documents-api.ts';
import { mayReconnect } from '../transport/retry.ts';
import { SteadyStream, type StreamMember } from './steady-stream.ts';

export type ListNews = Extract<SubscribeEvent, { type: 'result' | 'patch' }>;
export type ListMember = StreamMember<ListNews>;

interface Entry {
  readonly query: ListInput;
  readonly member: ListMember;
}
/** One stream with the queries that it was opened with. */
interface Line {
  readonly stream: SteadyStream<SubscribeEvent>;
  readonly keys: Set<string>;
  /** What it brought before it took over. */
  readonly early: SubscribeEvent[];
}

/** Nobody is left: kept open for a moment, a page that turns over joins again. Milliseconds. */
const lingering = 300;
/** Queries that nobody follows any more are left out at the next occasion, or after this. */
const tidying = 10_000;
const refusedAgainAfter = 5_000;

/** The server's bounds for one stream (limits.subscribe…), and for an address that proxies let through. */
const most = { queries: 20, documents: 2_000, characters: 6_000 };

/**
 * Many lists on one stream. When lists join, a second stream with all of them is opened from where the first one is; what the first brings meanwhile is held
 * back, and is dropped as soon as the second stands: it brings the same. So no list sees a gap, nor anything twice.
 */
export class ListChannel {
  readonly #api: Pick<DocumentsApi, 'subscribe'>;
  readonly #credentials: Pick<Credentials, 'refresh'>;
  readonly #onDeserted: () => void;
  readonly #entries = new Map<string, Entry>();
  #count = 0;
  #ended = false;
  #line: Line | undefined;
  #next: Line | undefined;
  /** What `#line` brought since `#next` was asked for. */
  #held: [SubscribeEvent, string][] | undefined;
  /** Up to where members have been told. */
  #position: string | undefined;
  #turning: { readonly timer: ReturnType<typeof setTimeout>; readonly at: number } | undefined;

  constructor(api: Pick<DocumentsApi, 'subscribe'>, credentials: Pick<Credentials, 'refresh'>, onDeserted: () => void) {
    this.#api = api;
    this.#credentials = credentials;
    this.#onDeserted = onDeserted;
  }

  hasRoomFor(query: ListInput): boolean {
    const queries = [...[...this.#entries.values()].map((each) => each.query), query];
    return (
      queries.length <= most.queries &&
      queries.reduce((sum, { limit }) => sum + limit, 0) <= most.documents &&
      (queries.length === 1 || encodeURIComponent(JSON.stringify(queries)).length <= most.characters)
    );
  }

  /** @returns how to leave */
  join(query: ListInput, member: ListMember): () => void {
    const key = `q${++this.#count}`;
    this.#entries.set(key, { query, member });
    this.#turnIn(0);
    return () => this.#entries.delete(key) && this.#turnIn(this.#entries.size === 0 ? lingering : tidying);
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#turning?.timer);
    this.#next?.stream.close();
    this.#line?.stream.close();
    this.#onDeserted();
  }

  #turnIn(delay: number): void {
    if (this.#ended) return;
    const at = Date.now() + delay;
    if (this.#turning && this.#turning.at <= at) return;
    clearTimeout(this.#turning?.timer);
    this.#turning = { timer: setTimeout(() => this.#turn(), delay), at };
  }

  #turn(): void {
    this.#turning = undefined;
    if (this.#entries.size > 0) this.#follow();
    else this.end();
  }

  /** Sees to it that a stream with the queries of now is there, or on its way. */
  #follow(): void {
    const newest = this.#next ?? this.#line;
    if (newest?.stream.running && sameKeys(newest.keys, this.#entries)) return;
    this.#next?.stream.close();
    this.#release();
    const line = this.#lineOf(new Map(this.#entries));
    if (this.#line?.stream.standing) this.#next = line;
    else {
      this.#line?.stream.close();
      this.#line = line;
    }
    line.stream.open();
  }

  #lineOf(entries: ReadonlyMap<string, Entry>): Line {
    const queries = [...entries].map(([key, { query }]) => ({ key, query }));
    const stream = new SteadyStream<SubscribeEvent>(
      (_, observer) => {
        if (line === this.#next) this.#held = [];
        const lastEventId = this.#position;
        return this.#api.subscribe({ queries, ...(lastEventId !== undefined && { lastEventId }) }, observer);
      },
      this.#credentials,
      {
        connected: (is) => {
          if (line !== this.#line) return;
          if (!is && this.#next) this.#takeOver(this.#next);
          else this.#tell(line, (member) => member.connected(is));
        },
        event: (event) => {
          if (line === this.#next) this.#early(line, event);
          else if (line === this.#line) this.#came(event, stream.lastEventId ?? '');
        },
        failed: (error, over) => this.#failed(line, error, over),
      },
      this.#position,
    );
    const line: Line = { stream, keys: new Set(entries.keys()), early: [] };
    return line;
  }

  #came(event: SubscribeEvent, position: string): void {
    if (this.#held) this.#held.push([event, position]);
    else this.#deliver(event, position);
  }

  #early(line: Line, event: SubscribeEvent): void {
    line.early.push(event);
    if (event.type === 'ready') this.#takeOver(line);
  }

  #takeOver(line: Line): void {
    this.#line?.stream.close();
    this.#line = line;
    this.#next = undefined;
    this.#held = undefined;
    for (const event of line.early.splice(0)) this.#deliver(event, line.stream.lastEventId);
    this.#tell(line, (member) => member.connected(line.stream.standing));
  }

  /** The stream that should take over does not come for now. */
  #release(): void {
    this.#next = undefined;
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const [event, position] of held) this.#deliver(event, position);
  }

  #failed(line: Line, error: VibeError, over: boolean): void {
    if (error.code === 'bad_cursor') this.#position = undefined;
    if (line === this.#line) this.#tell(line, (member) => member.failed(error, over));
    if (line !== this.#next) return;
    line.early.length = 0;
    this.#release();
    if (!over) this.#next = line; // it tries again by itself
    this.#tell(line, (member, key) => {
      if (this.#line?.keys.has(key)) return;
      if (over) this.#entries.delete(key);
      member.failed(error, over);
    });
  }

  #deliver(event: SubscribeEvent, position: string | undefined): void {
    this.#position = position;
    if (event.type === 'ready') return;
    if (event.type === 'refused') this.#refused(event);
    else this.#entries.get(event.key)?.member.event(event);
  }

  #refused({ key, error: refusal }: Extract<SubscribeEvent, { type: 'refused' }>): void {
    const { code, message, hint } = refusal;
    const member = this.#entries.get(key)?.member;
    const error = new VibeError(code, message, hint === undefined ? {} : { hint });
    const again = mayReconnect(error);
    this.#line?.keys.delete(key);
    if (again) this.#turnIn(refusedAgainAfter);
    else this.#entries.delete(key);
    member?.failed(error, !again);
  }

  #tell(line: Line, how: (member: ListMember, key: string) => unknown): void {
    for (const key of line.keys) {
      const member = this.#entries.get(key)?.member;
      if (member) how(member, key);
    }
  }
}

const sameKeys = (a: ReadonlySet<string>, b: ReadonlyMap<string, unknown>): boolean =>
  a.size === b.size && [...a].every((key) => b.has(key));
