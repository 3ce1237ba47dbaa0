import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '@vibe/server';
import { withVibeErrors } from './transport/api-errors.ts';
import type { Fetch } from './transport/authorized-fetch.ts';
import { createRpc } from './transport/rpc.ts';

export { isVibeError, VibeError } from './errors.ts';
export type Api = TRPCClient<AppRouter>;

/**
 * Every procedure of a server, typed: for Vibe's own pages, with the session's cookie. Rejects with VibeError. Apps use `createVibe`.
 * @param server its origin; left out: the page's own.
 */
export function createApi(server?: string): Api {
  const fetch: Fetch = (url, init) => globalThis.fetch(url, { ...init, credentials: 'same-origin' });
  return withVibeErrors(createRpc({ server: server ?? '', fetch, streamFetch: () => fetch }));
}
