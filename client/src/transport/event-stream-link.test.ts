import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRpc } from './rpc.ts';
import { toVibeError } from './rpc-error.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server whose one stream the test writes. */
function world() {
  let writer: ReadableStreamDefaultController<Uint8Array> | undefined;
  const told: unknown[] = [];
  const urls: string[] = [];
  let ended = false;
  const fetch = async (url: string | URL, init: { signal?: AbortSignal } = {}): Promise<Response> => {
    urls.push(String(url));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        writer = controller;
        init.signal?.addEventListener('abort', () => {
          ended = true;
          controller.error(init.signal?.reason);
        });
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  const rpc = createRpc({ server: 'https://vibe.example', fetch, streamFetch: () => fetch });
  const { unsubscribe } = rpc.documents.live.subscribe(
    { collection: 'a/b', scope: 'public' },
    {
      onStarted: () => told.push('started'),
      onData: ({ id, data }) => told.push([id, data.type]),
      onError: (error) => told.push(toVibeError(error).code),
      onComplete: () => told.push('complete'),
    },
  );
  const write = async (text: string): Promise<void> => {
    await vi.advanceTimersByTimeAsync(0);
    writer?.enqueue(new TextEncoder().encode(text));
    await vi.advanceTimersByTimeAsync(0);
  };
  return { told, urls, write, unsubscribe, close: () => writer?.close(), hasEnded: () => ended };
}
const connected = 'event: connected\ndata: {}\n\n';

test('a stream brings its events, with their places, and ends in order', async () => {
  const { told, urls, write, close } = world();
  await write(`${connected}data: {"json":{"type":"ready"}}\nid: p1\n\n`);
  close();
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual(['started', ['p1', 'ready'], 'complete']);
  expect(JSON.parse(new URL(urls[0] ?? '').searchParams.get('input') ?? '')).toEqual({ json: { collection: 'a/b', scope: 'public' } });
  expect(vi.getTimerCount()).toBe(0);
});

test('a stream that falls silent is given up; a ping is enough to keep it', async () => {
  const { told, write, hasEnded } = world();
  await write(connected);
  await vi.advanceTimersByTimeAsync(39_000);
  await write('event: ping\ndata: \n\n');
  await vi.advanceTimersByTimeAsync(39_000);
  expect(told).toEqual(['started']);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([told, hasEnded()]).toEqual([['started', 'timeout'], true]);
});

test('what the server throws into a stream is its error', async () => {
  const { told, write } = world();
  const vibe = { code: 'consent_required', requestId: 'r1' };
  const error = { message: 'withdrawn', code: -32003, data: { code: 'FORBIDDEN', httpStatus: 403, vibe } };
  await write(`${connected}event: serialized-error\ndata: ${JSON.stringify({ json: error })}\n\n`);
  expect(told).toEqual(['started', 'consent_required']);
});

test('who leaves closes it, and hears no more', async () => {
  const { told, write, unsubscribe, hasEnded } = world();
  await write(connected);
  unsubscribe();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([told.filter((each) => each !== 'complete'), hasEnded(), vi.getTimerCount()]).toEqual([['started'], true, 0]);
});
