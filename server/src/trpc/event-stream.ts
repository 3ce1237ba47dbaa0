import type { ServerResponse } from 'node:http';
import { isTrackedEnvelope } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { errorData, toVibeError, trpcCodes } from './errors.ts';
import { isPlain, transformer } from './transformer.ts';

/** Both ends agree on these; the client gives a silent stream up after `reconnectAfterInactivityMs`. */
export const liveness = { pingMs: 15_000, reconnectAfterInactivityMs: 40_000 };

export interface EventStream {
  readonly requestId: string;
  readonly path: string;
  /** Milliseconds after which the client comes back when the stream ends. */
  readonly retryMs: number;
}

/**
 * Writes a subscription's events as tRPC's clients read them (server-sent events: connected, data with id, ping, serialized-error).
 * tRPC's own producer sends each event of each stream through four web streams and as many promises: 140 µs where this takes some 25, and one change goes to
 * hundreds of streams. The procedure itself, with its checks, is tRPC's.
 *
 * A stream that ends without an error says nothing: the client comes back and resumes. (tRPC's `return` would end the subscription for good.)
 */
export async function streamEvents(
  outgoing: ServerResponse,
  stream: EventStream,
  open: () => Promise<AsyncIterable<unknown>>,
): Promise<void> {
  outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' });
  outgoing.write(`retry: ${stream.retryMs}\nevent: connected\ndata: ${connected}\n\n\n`);
  const ping = setInterval(() => outgoing.write('event: ping\ndata: \n\n\n'), liveness.pingMs);
  try {
    for await (const event of await open()) {
      const accepted = outgoing.write(frameOf(event));
      // A slow reader's events wait where their number is bounded.
      if (!accepted && !outgoing.destroyed) await drained(outgoing);
      if (outgoing.destroyed) break;
    }
  } catch (error) {
    outgoing.write(`event: serialized-error\ndata: ${JSON.stringify(transformer.output.serialize(shapeOf(error, stream)))}\n\n\n`);
    throw error;
  } finally {
    clearInterval(ping);
    outgoing.end();
  }
}

const drained = (outgoing: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      outgoing.off('drain', done).off('close', done);
      resolve();
    };
    outgoing.on('drain', done).on('close', done);
  });

const connected = JSON.stringify({ reconnectAfterInactivityMs: liveness.reconnectAfterInactivityMs });

function frameOf(event: unknown): string {
  if (!isTrackedEnvelope(event)) return `data: ${textOf(event)}\n\n\n`;
  const [id, data] = event;
  return `data: ${textOf(data)}\nid: ${id}\n\n\n`;
}

const texts = new WeakMap<object, string>();

/** Streams share the events they have in common, so each is written out once. */
function textOf(data: unknown): string {
  if (!isPlain(data)) return JSON.stringify(transformer.output.serialize(data));
  const text = texts.get(data) ?? JSON.stringify({ json: data });
  texts.set(data, text);
  return text;
}

/** An error as tRPC's clients read it. */
export function shapeOf(error: unknown, { requestId, path }: Pick<EventStream, 'requestId' | 'path'>) {
  const vibe = toVibeError(error);
  return { message: vibe.message, code: TRPC_ERROR_CODES_BY_KEY[trpcCodes[vibe.code]], data: errorData(vibe, requestId, path) };
}
