import type { ListScope, LiveEvent, QualifiedCollection } from '@vibe/shared';
import type { Credentials } from '../auth.ts';
import type { DocumentsApi } from '../transport/documents-api.ts';
import { SteadyStream, type StreamMember } from './steady-stream.ts';

export interface Watched {
  readonly collection: QualifiedCollection;
  readonly scope: ListScope;
}
type Member = StreamMember<LiveEvent>;

/** Kept open for a moment without members: a page that turns over joins again. Milliseconds. */
const lingering = 300;

/** One stream of raw events for all who watch the same. */
export class SharedStream {
  readonly #stream: SteadyStream<LiveEvent>;
  readonly #onDeserted: () => void;
  readonly #members = new Set<Member>();

  constructor(api: Pick<DocumentsApi, 'stream'>, credentials: Pick<Credentials, 'refresh'>, watched: Watched, onDeserted: () => void) {
    this.#onDeserted = onDeserted;
    const all = (tell: (member: Member) => void): void => this.#members.forEach(tell);
    this.#stream = new SteadyStream(
      (lastEventId, observer) => api.stream({ ...watched, ...(lastEventId !== undefined && { lastEventId }) }, observer),
      credentials,
      {
        connected: (is) => all((member) => member.connected(is)),
        event: (event) => all((member) => member.event(event)),
        failed: (error, over) => all((member) => member.failed(error, over)),
      },
    );
  }

  /** Who joins late is told `ready` too. @returns how to leave */
  join(member: Member): () => void {
    this.#members.add(member);
    if (!this.#stream.running) this.#stream.open();
    else queueMicrotask(() => this.#members.has(member) && this.#greet(member));
    return () => {
      if (!this.#members.delete(member) || this.#members.size > 0) return;
      setTimeout(() => this.#members.size === 0 && this.end(), lingering);
    };
  }

  end(): void {
    this.#stream.close();
    this.#onDeserted();
  }

  /** Where there is a place to resume from, nothing is lost any more: the list can be read. */
  #greet(member: Member): void {
    if (this.#stream.lastEventId === undefined) return;
    member.event({ type: 'ready' });
    if (this.#stream.standing) member.connected(true);
  }
}
