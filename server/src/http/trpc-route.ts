import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { limits, VibeError } from '@vibe/shared';
import type { Asker, Context, Services } from '../platform/context.ts';
import { appRouter } from '../router.ts';
import { toVibeError } from '../trpc/errors.ts';
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
    void listener(incoming, outgoing);
  };
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

function report(services: Services, error: TRPCError, path: string | undefined, requestId: string | undefined): void {
  const vibe = toVibeError(error);
  const facts = { requestId, path, code: vibe.code };
  if (vibe.code === 'internal') services.log.error({ ...facts, err: vibe.cause ?? error }, 'a procedure failed');
  else if (vibe instanceof VibeError && vibe.status >= 500) services.log.warn({ ...facts, err: vibe.cause }, vibe.message);
  else services.log.debug(facts, vibe.message);
}
