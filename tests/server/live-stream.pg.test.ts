import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import type { AppRouter } from '@vibe/server';
import { EventSource } from 'eventsource';
import superjson from 'superjson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApp, type VibeServer, vibeServer } from '../harness/server.ts';

let vibe: VibeServer;
beforeAll(async () => {
  vibe = await vibeServer();
  await vibe.push(testApp());
});
afterAll(() => vibe[Symbol.asyncDispose]());

/** A stream as @trpc/client opens it, with what it heard in order. */
function listen(token: string | undefined, collection: 'feeds/posts' | 'feeds/notes' = 'feeds/posts', url = vibe.url) {
  const cuts: (() => void)[] = [];
  const client = createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink({
        url: `${url}/trpc`,
        transformer: superjson,
        EventSource,
        eventSourceOptions: () => ({
          fetch: async (input, init) => {
            const { body, url, status, redirected, headers } = await fetch(input, {
              ...init,
              headers: { ...init.headers, ...(token && { authorization: `Bearer ${token}` }) },
            });
            const line = new TransformStream({ start: (controller) => void cuts.push(() => controller.terminate()) });
            return { url, status, redirected, headers, body: body?.pipeThrough(line) ?? null };
          },
        }),
      }),
    ],
  });
  const heard: string[] = [];
  let wake = () => {};
  const hear = (what: string) => {
    heard.push(what);
    wake();
  };
  const subscription = client.documents.live.subscribe(
    { collection },
    {
      onData: ({ data }) => hear(data.type === 'put' ? `put ${data.document.body.text}` : data.type),
      onError: (error) => hear(`error ${error.data?.vibe.code}`),
      onComplete: () => hear('complete'),
    },
  );
  return {
    heard,
    cut: () => cuts.at(-1)?.(),
    async until(what: string) {
      while (!heard.includes(what)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    [Symbol.dispose]: () => subscription.unsubscribe(),
  };
}

const everyone = { read: { allow: ['*' as const] } };

test('the published client hears a stream, and after its connection broke what it missed, each once', async () => {
  const token = await (await vibe.person('alice')).token('feeds');
  const write = (text: string) => vibe.api(token).documents.create.mutate({ collection: 'feeds/posts', body: { text }, acl: everyone });
  using visitor = listen(undefined);
  await visitor.until('ready');
  await write('one');
  await visitor.until('put one');
  visitor.cut();
  await write('two');
  await visitor.until('put two');
  await write('three');
  await visitor.until('put three');
  expect(visitor.heard).toEqual(['ready', 'put one', 'put two', 'put three']);
});

test('a stream that may not be is refused with the code that says why', async () => {
  using visitor = listen(undefined, 'feeds/notes');
  await visitor.until('error not_signed_in');
  using forger = listen('no.such.token');
  await forger.until('error invalid_token');
});

test('a server that stops ends its streams without ending the subscriptions: the client comes back', async () => {
  const stopping = await vibeServer();
  await stopping.push(testApp());
  using visitor = listen(undefined, 'feeds/posts', stopping.url);
  await visitor.until('ready');
  await stopping[Symbol.asyncDispose]();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(visitor.heard).toEqual(['ready']);
});
