import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { limits, VibeError } from '@vibe/shared';
import type { Asker, Context, Services } from '../platform/context.ts';
import { appRouter } from '../router.ts';
import { toVibeError } from '../trpc/errors.ts';
import { streamEvents } from '../trpc/event-stream.ts';
import { transformer } from '../trpc/transformer.ts';
import { authenticate, challengeFor } from './authenticate.ts';
import { applyCors } from './cors.ts';
import { cookiesOf, ipOf, pathOf } from './request.ts';

const visitor: Asker = { kind: 'visitor' };

/** `/trpc/<room>.<procedure>` on node:http: the fetch adapter behind a light Request costs half of what tRPC's standalone adapter does. */
export function trpcRoute(
  services: Services,
  trustedProxies: number,
): (incoming: IncomingMessage, outgoing: ServerResponse, requestId: string) => void {
  const listener = getRequestListener(
    (request, env) => {
      const { incoming, outgoing } = env as { incoming: IncomingMessage; outgoing: ServerResponse };
      return fetchRequestHandler({
        endpoint: '/trpc',
        req: request,
        router: appRouter,
        maxBatchSize: limits.batchCalls,
        createContext: () => contextOf(services, incoming, outgoing, request.signal, trustedProxies),
        responseMeta: ({ errors }) => (errors.length === 0 ? {} : errorMeta(services, errors)),
        onError: ({ error, path, ctx }) => report(services, error, path, ctx?.requestId),
      });
    },
    { overrideGlobalObjects: false },
  );
  return (incoming, outgoing, requestId) => {
    applyCors(incoming, outgoing);
    outgoing.setHeader('vibe-request-id', requestId);
    if (incoming.method === 'OPTIONS') return void outgoing.writeHead(204).end();
    outgoing.setHeader('cache-control', 'no-store');
    const path = pathOf(incoming).slice('/trpc/'.length);
    if (isSubscription(path) && incoming.method === 'GET')
      return void subscribe(services, { incoming, outgoing, trustedProxies, path, requestId });
    void listener(incoming, outgoing);
  };
}

interface Subscription {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly trustedProxies: number;
  readonly path: string;
  readonly requestId: string;
}

const procedures = appRouter._def.procedures as unknown as Record<string, { readonly _def: { readonly type: string } }>;
const isSubscription = (path: string): boolean => Object.hasOwn(procedures, path) && procedures[path]?._def.type === 'subscription';

/** A live stream: the procedure as tRPC calls it, the events in our own writing. */
async function subscribe(services: Services, { incoming, outgoing, trustedProxies, path, requestId }: Subscription): Promise<void> {
  const closed = new AbortController();
  outgoing.once('close', () => closed.abort());
  const retryMs = 500 + services.clock.randomInt(10);
  try {
    await streamEvents(outgoing, { requestId, path, retryMs }, async () => {
      const ctx = await contextOf(services, incoming, outgoing, closed.signal, trustedProxies);
      const call = path
        .split('.')
        .reduce((at: unknown, name) => (at as Record<string, unknown>)[name], appRouter.createCaller(ctx, { signal: closed.signal }));
      return (call as (input: unknown) => Promise<AsyncIterable<unknown>>)(subscriptionInput(incoming));
    });
  } catch (error) {
    report(services, error, path, requestId);
  }
}

/** What a stream that reconnects has seen last comes in a header, or in the address from clients that cannot set one. */
function subscriptionInput(incoming: IncomingMessage): unknown {
  const { searchParams } = new URL(incoming.url ?? '', 'http://localhost');
  const lastEventId = incoming.headers['last-event-id'] ?? searchParams.get('lastEventId') ?? searchParams.get('Last-Event-Id');
  try {
    const input: unknown = transformer.input.deserialize(JSON.parse(searchParams.get('input') ?? ''));
    return lastEventId && typeof input === 'object' && input !== null ? { ...input, lastEventId } : input;
  } catch (cause) {
    throw new VibeError('bad_request', 'The input is not JSON', { cause });
  }
}

async function contextOf(
  services: Services,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  signal: AbortSignal,
  trustedProxies: number,
): Promise<Context> {
  const cookies = cookiesOf(incoming);
  const who = await authenticate(services, {
    method: incoming.method ?? 'GET',
    url: services.publicUrl + pathOf(incoming),
    headers: incoming.headers,
    cookies,
  }).then(
    (asker) => ({ asker }),
    (error: unknown) => ({ asker: visitor, refused: toVibeError(error) }),
  );
  return {
    ...services,
    ...who,
    requestId: String(outgoing.getHeader('vibe-request-id')),
    signal,
    userAgent: incoming.headers['user-agent'] ?? '',
    ip: ipOf(incoming, trustedProxies),
    cookies,
    setHeader: (name, value) => void outgoing.appendHeader(name, value),
  };
}

/** tRPC takes the status from its own code; ours comes from the closed list. Several calls that failed in several ways are a 207, as in tRPC. */
function errorMeta(services: Services, errors: readonly TRPCError[]) {
  const all = errors.map(toVibeError);
  const [first] = all;
  const status = first && all.every((each) => each.status === first.status) ? first.status : 207;
  const retryAfter = all.find((each) => each.retryAfterSeconds !== undefined)?.retryAfterSeconds;
  const challenge = first && first.status === 401 ? challengeFor(services, first) : undefined;
  return {
    status,
    headers: {
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...(challenge !== undefined && { 'www-authenticate': challenge }),
    },
  };
}

function report(services: Services, error: unknown, path: string | undefined, requestId: string | undefined): void {
  const vibe = toVibeError(error);
  const facts = { requestId, path, code: vibe.code };
  if (vibe.code === 'internal') services.log.error({ ...facts, err: vibe.cause ?? error }, 'a procedure failed');
  else if (vibe instanceof VibeError && vibe.status >= 500) services.log.warn({ ...facts, err: vibe.cause }, vibe.message);
  else services.log.debug(facts, vibe.message);
}
