import type { Credentials } from '../auth.ts';
import { fromResponse } from './rpc-error.ts';

/** What tRPC and the event streams need of fetch. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}
export type Fetch = (url: string | URL, init?: FetchInit) => Promise<Response>;

/** fetch in somebody's name: each request gets headers of its own (a DPoP proof is good for one method and URL). Never with cookies. */
export function authorizedFetch(credentials: Pick<Credentials, 'authorize'>, fetch: Fetch): Fetch {
  return async (url, init = {}) => {
    const target = new URL(url);
    const headers = { ...init.headers, ...(await credentials.authorize(init.method ?? 'GET', target.origin + target.pathname)) };
    return fetch(url, { ...init, headers, ...{ credentials: 'omit' } });
  };
}

/** Milliseconds in which a stream's headers must have come. */
const streamOpening = 15_000;

/**
 * fetch for one event stream. What a refusal said is handed to `refused`; an answer whose headers do not come is not waited for.
 */
export function streamFetch(fetch: Fetch, refused: (error: unknown) => void): Fetch {
  return async (url, init = {}) => {
    const opening = new AbortController();
    const timer = setTimeout(() => opening.abort(new DOMException('No answer in time', 'TimeoutError')), streamOpening);
    const signal = init.signal ? AbortSignal.any([init.signal, opening.signal]) : opening.signal;
    try {
      const response = await fetch(url, { ...init, signal });
      if (response.ok) return response;
      refused(fromResponse(response, await response.json().catch(() => undefined)));
      return response;
    } catch (error) {
      refused(error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}
