import { connect, type Socket } from 'node:net';
import { quantile } from './rows.ts';

export interface Loaded {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The text of an HTTP/1.1 request that keeps its connection. */
export function httpRequest(port: number, method: string, path: string, headers: Record<string, string> = {}, body = ''): string {
  const all = {
    host: `localhost:${port}`,
    ...headers,
    ...(body && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
  };
  return `${method} ${path} HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}`;
}

/**
 * So many connections, each sending the next request as soon as the answer to the last is there. Bare sockets: the load shares its core with the
 * database, and must not be what is measured.
 * @throws when an answer is not a 200
 */
export async function load(
  port: number,
  connections: number,
  ms: number,
  next: (lane: number) => string,
  answered?: (lane: number, body: string) => void,
): Promise<Loaded> {
  const times: number[] = [];
  const began = performance.now();
  const until = began + ms;
  await Promise.all(
    Array.from({ length: connections }, async (_, lane) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const answers = new Answers(socket);
      while (performance.now() < until) {
        const request = next(lane);
        const sent = performance.now();
        socket.write(request);
        const body = await answers.next();
        times.push(performance.now() - sent);
        answered?.(lane, body);
      }
      socket.destroy();
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  return { requests: times.length, perSecond: times.length / seconds, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}

/** One request and its answer's body. */
export async function once(port: number, request: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(request);
  const answer = await new Answers(socket).next();
  socket.destroy();
  return answer;
}

class Answers {
  #text = '';
  #resolve: ((body: string) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  constructor(socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      this.#text += chunk;
      this.#take();
    });
    const lost = () => this.#reject?.(new Error(`the connection ended: ${this.#text.slice(0, 200)}`));
    socket.on('error', lost);
    socket.on('close', lost);
  }

  next(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  #take(): void {
    const head = this.#text.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#text.slice(0, head + 2))?.[1];
    const end = length === undefined ? endOfChunks(this.#text, head) : head + 4 + Number(length);
    if (end === -1 || this.#text.length < end) return;
    const sent = this.#text.slice(head + 4, end);
    const body = length === undefined ? joined(sent) : sent;
    if (!this.#text.startsWith('HTTP/1.1 200')) this.#reject?.(new Error(this.#text.slice(0, 1_000)));
    this.#text = this.#text.slice(end);
    this.#resolve?.(body);
  }
}

function endOfChunks(text: string, head: number): number {
  const last = text.indexOf('0\r\n\r\n', head);
  return last === -1 ? -1 : last + 5;
}

/** The chunks without what says how long each is (RFC 9112 §7.1). */
function joined(chunks: string): string {
  let text = '';
  for (let at = 0; at < chunks.length; ) {
    const line = chunks.indexOf('\r\n', at);
    const size = Number.parseInt(chunks.slice(at, line), 16);
    if (!(size > 0)) break;
    text += chunks.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
  return text;
}
