import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '@vibe/server';
import superjson from 'superjson';
import { VibeError } from '../errors.ts';
import type { Fetch } from './authorized-fetch.ts';
import { serverSentEvents } from './server-sent-events.ts';

/** The server says something at least every 15 s. Milliseconds. */
const longestSilence = 40_000;

/**
 * tRPC's subscriptions over an event stream, each opened once: it ends with its first failure, and who holds it opens the next. tRPC's own link comes back by
 * itself, and needs an event source that can send headers, which no browser has.
 */
export const eventStreamLink =
  (url: string, fetchFor: (context: Record<string, unknown>) => Fetch): TRPCLink<AppRouter> =>
  () =>
  ({ op }) =>
    observable((observer) => {
      const closing = new AbortController();
      let silence: ReturnType<typeof setTimeout> | undefined;
      const heard = (): void => {
        clearTimeout(silence);
        silence = setTimeout(() => closing.abort(new VibeError('timeout', 'The stream has fallen silent')), longestSilence);
      };

      async function read(): Promise<void> {
        const input = encodeURIComponent(JSON.stringify(superjson.serialize(op.input)));
        const headers = { accept: 'text/event-stream' };
        const response = await fetchFor(op.context)(`${url}/${op.path}?input=${input}`, { headers, signal: closing.signal });
        if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
        for await (const { event, data, id } of serverSentEvents(response.body, heard)) {
          if (event === 'connected') observer.next({ result: { type: 'started' } });
          else if (event === 'serialized-error') throw TRPCClientError.from({ error: superjson.deserialize(JSON.parse(data)) } as never);
          else if (event === 'message') observer.next({ result: { data: { id, data: superjson.deserialize(JSON.parse(data)) } } as never });
        }
      }

      read()
        .then(
          () => observer.complete(),
          (error: unknown) => {
            const cause: unknown = closing.signal.aborted ? closing.signal.reason : error;
            observer.error(cause instanceof TRPCClientError ? cause : TRPCClientError.from(cause as Error));
          },
        )
        .finally(() => clearTimeout(silence));
      return () => closing.abort();
    });
