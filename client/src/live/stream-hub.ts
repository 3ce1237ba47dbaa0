import type { Credentials } from '../auth.ts';
import { VibeError } from '../errors.ts';
import type { ListInput } from '../transport/document-inputs.ts';
import type { DocumentsApi } from '../transport/documents-api.ts';
import { ListChannel, type ListMember } from './list-channel.ts';
import { SharedStream, type Watched } from './shared-stream.ts';
import type { StreamMember } from './steady-stream.ts';

/** The open streams of one client, each of the person who is signed in when it is joined; who watches leaves and joins again when that changes. */
export class StreamHub {
  readonly #api: Pick<DocumentsApi, 'stream' | 'subscribe'>;
  readonly #credentials: Credentials;
  readonly #raw = new Map<string, SharedStream>();
  readonly #lists = new Map<ListChannel, string>();
  #closed = false;

  constructor(api: Pick<DocumentsApi, 'stream' | 'subscribe'>, credentials: Credentials) {
    this.#api = api;
    this.#credentials = credentials;
  }

  /** A live list, on a stream with as many others as it takes. */
  follow(query: ListInput, member: ListMember): () => void {
    if (this.#closed) return refuse(member);
    const who = this.#credentials.who() ?? '';
    const [known] = [...this.#lists].find(([each, whose]) => whose === who && each.hasRoomFor(query)) ?? [];
    const channel = known ?? new ListChannel(this.#api, this.#credentials, () => this.#lists.delete(channel));
    this.#lists.set(channel, who);
    return channel.join(query, member);
  }

  /** Raw events: one stream per collection and scope. */
  join(watched: Watched, member: Parameters<SharedStream['join']>[0]): () => void {
    if (this.#closed) return refuse(member);
    const key = `${watched.collection} ${watched.scope} ${this.#credentials.who() ?? ''}`;
    const stream =
      this.#raw.get(key) ??
      new SharedStream(this.#api, this.#credentials, watched, () => {
        if (this.#raw.get(key) === stream) this.#raw.delete(key);
      });
    this.#raw.set(key, stream);
    return stream.join(member);
  }

  close(): void {
    this.#closed = true;
    for (const stream of [...this.#raw.values(), ...this.#lists.keys()]) stream.end();
  }
}

function refuse(member: Pick<StreamMember<never>, 'failed'>): () => void {
  queueMicrotask(() => member.failed(new VibeError('aborted', 'The client is closed'), true));
  return () => undefined;
}
