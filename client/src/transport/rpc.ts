import { createTRPCClient, httpBatchLink, splitLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '@vibe/server';
import superjson from 'superjson';
import type { Fetch, FetchInit } from './authorized-fetch.ts';
import { eventStreamLink } from './event-stream-link.ts';

/** The server's own bound (limits.batchCalls). */
const mostCallsPerBatch = 50;
/** Well below what proxies let through (8 kB is common). */
const longestUrl = 4_000;

export interface RpcOptions {
  /** The server's origin, or '' for the page's own. */
  readonly server: string;
  readonly fetch: Fetch;
  /** How streams are opened; they are long, so their fetch has other limits. */
  readonly streamFetch: (context: Record<string, unknown>) => Fetch;
}

/** tRPC over HTTP: calls made in one tick share a request, subscriptions are event streams whose requests carry headers. */
export function createRpc({ server, fetch, streamFetch }: RpcOptions): TRPCClient<AppRouter> {
  const url = `${server}/trpc`;
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: eventStreamLink(url, streamFetch),
        // tRPC's type allows for a Request; it only ever gives an address.
        false: httpBatchLink({
          url,
          transformer: superjson,
          fetch: (address, init) => fetch(address as string, init as FetchInit),
          maxItems: mostCallsPerBatch,
          maxURLLength: longestUrl,
        }),
      }),
    ],
  });
}
