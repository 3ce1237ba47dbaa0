import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ServerSentEvent, serverSentEvents } from './server-sent-events.ts';

async function eventsOf(text: string, sizes: readonly number[] = []): Promise<ServerSentEvent[]> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const size = sizes.length > 0 ? (sizes[at % sizes.length] ?? 1) : bytes.length;
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
  const events: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(body, () => undefined)) events.push(event);
  return events;
}

const stream =
  'retry: 500\nevent: connected\ndata: {}\n\n\ndata: {"a":"ä🌞"}\nid: s1\n\n\n: a comment\n\nevent: ping\ndata: \n\n\ndata:1\ndata: 2\n\ndata: never whole';
const events: ServerSentEvent[] = [
  { event: 'connected', data: '{}', id: undefined },
  { event: 'message', data: '{"a":"ä🌞"}', id: 's1' },
  { event: 'ping', data: '', id: undefined },
  { event: 'message', data: '1\n2', id: undefined },
];

test('events are read as they become whole', async () => {
  expect(await eventsOf(stream)).toEqual(events);
  expect(await eventsOf(stream.replaceAll('\n', '\r\n'))).toEqual(events);
});

test('wherever the network cuts them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), async (sizes) => {
      expect(await eventsOf(stream, sizes)).toEqual(events);
    }),
  );
});

test('who stops reading closes the stream', async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\ndata: 2\n\n')),
    cancel: () => {
      cancelled = true;
    },
  });
  for await (const _ of serverSentEvents(body, () => undefined)) break;
  expect(cancelled).toBe(true);
});
