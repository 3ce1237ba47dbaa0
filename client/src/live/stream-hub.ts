import type { Credentials } from '../auth.ts';
import { VibeError } from '../errors.ts';
import type { DocumentsApi } from '../transport/documents-api.ts';
import { SharedStream, type StreamMember, type Watched } from './shared-stream.ts';

/** The open streams of one client: at most one per collection, scope and person. */
export class StreamHub {
  readonly #api: Pick<DocumentsApi, 'stream'>;
  readonly #credentials: Credentials;
  readonly #streams = new Map<string, SharedStream>();
  #closed = false;

  constructor(api: Pick<DocumentsApi, 'stream'>, credentials: Credentials) {
    this.#api = api;
    this.#credentials = credentials;
  }

  /** Watches as who is signed in now; who watches leaves and joins again when that changes. */
  join(watched: Watched, member: StreamMember): () => void {
    if (this.#closed) {
      queueMicrotask(() => member.failed(new VibeError('aborted', 'The client is closed'), true));
      return () => undefined;
    }
    const key = `${watched.collection} ${watched.scope} ${this.#credentials.who() ?? ''}`;
    const stream =
      this.#streams.get(key) ??
      new SharedStream(this.#api, this.#credentials, watched, () => {
        if (this.#streams.get(key) === stream) this.#streams.delete(key);
      });
    this.#streams.set(key, stream);
    return stream.join(member);
  }

  close(): void {
    this.#closed = true;
    for (const stream of [...this.#streams.values()]) stream.end();
  }
}
