import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { limits, VibeError } from '@vibe/shared';
import type { Asker, Context, Services } from '../platform/context.ts';
import { appRouter } from '../router.ts';
import { toVibeError } from '../trpc/errors.ts';
import { streamEvents } from '../trpc/event-stream.ts';
import type { ProcedureMeta } from '../trpc/init.ts';
import { transformer } from '../trpc/transformer.ts';
import { authenticate, challengeFor } from './authenticate.ts';
import { applyCors } from './cors.ts';
import { PublicCache } from './public-cache.ts';
import { answerOf, sendAnswer } from './public-cache-answer.ts';
import { isKeepable, isVisitorsReading } from './public-cache-request.ts';
import { cookiesOf, ipOf, pathOf } from './request.ts';
import { answerText } from './text-answer.ts';

const visitor: Asker = { kind: 'visitor' };

/** `/trpc/<room>.<procedure>` on node:http: the fetch adapter behind a light Request costs half of what tRPC's standalone adapter does. */
export function trpcRoute(
  services: Services,
  trustedProxies: number,
): (incoming: IncomingMessage, outgoing: ServerResponse, requestId: string) => void {
  const listener = getRequestListener(
    (request, env) => {
      const { incoming, outgoing } = env as { incoming: IncomingMessage; outgoing: ServerResponse };
      return handle(services, request, () => contextOf(services, incoming, outgoing, request.signal, trustedProxies));
    },
    { overrideGlobalObjects: false },
  );
  const kept = new PublicCache(services);
  return (incoming, outgoing, requestId) => {
    applyCors(incoming, outgoing);
    outgoing.setHeader('vibe-request-id', requestId);
    if (incoming.method === 'OPTIONS') return void outgoing.writeHead(204).end();
    outgoing.setHeader('cache-control', 'no-store');
    const path = pathOf(incoming).slice('/trpc/'.length);
    if (isSubscription(path) && incoming.method === 'GET')
      return void subscribe(services, { incoming, outgoing, trustedProxies, path, requestId });
    if (isText(path) && incoming.method === 'GET') return void readText(services, { incoming, outgoing, trustedProxies, path, requestId });
    if (!isVisitorsReading(incoming, services.publicUrl)) return void listener(incoming, outgoing);
    const answer = kept.atHand(incoming.url ?? '');
    if (answer) return sendAnswer(incoming, outgoing, answer);
    if (!isKeepable(path, incoming.url ?? '', isKeepableProcedure)) return void listener(incoming, outgoing);
    readForVisitors(services, kept, { incoming, outgoing, requestId }).then(
      (answered) => void (answered || listener(incoming, outgoing)),
      () => void listener(incoming, outgoing),
    );
  };
}

const handle = (services: Services, req: Request, createContext: () => Promise<Context>): Promise<Response> =>
  fetchRequestHandler({
    endpoint: '/trpc',
    req,
    router: appRouter,
    maxBatchSize: limits.batchCalls,
    createContext,
    responseMeta: ({ errors }) => (errors.length === 0 ? {} : errorMeta(services, errors)),
    onError: ({ error, path, ctx }) => report(services, error, path, ctx?.requestId),
  });

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly requestId: string;
}

/**
 * A reading whose answer may be kept, done once for all who ask for it meanwhile; what it depends on is in its address alone.
 * @returns whether it was answered. An error is for the one who did the reading: it names their request.
 */
async function readForVisitors(services: Services, kept: PublicCache, { incoming, outgoing, requestId }: Exchange): Promise<boolean> {
  let refused: { status: number; headers: Headers; body: string } | undefined;
  const answer = await kept.get(incoming.url ?? '', async (standsOn) => {
    const ctx: Context = {
      ...{ ...services, asker: visitor, requestId, signal: undefined, userAgent: '', ip: '', cookies: {}, standsOn },
      setHeader: (name) => {
        throw new Error(`an answer that is kept has no ${name} of its own`);
      },
    };
    const response = await handle(services, new Request(services.publicUrl + incoming.url), () => Promise.resolve(ctx));
    if (response.status === 200) return answerOf(Buffer.from(await response.arrayBuffer()));
    refused = { status: response.status, headers: response.headers, body: await response.text() };
    return undefined;
  });
  if (answer) sendAnswer(incoming, outgoing, answer);
  else if (refused) outgoing.writeHead(refused.status, Object.fromEntries(refused.headers)).end(refused.body);
  return answer !== undefined || refused !== undefined;
}

interface OwnExchange extends Exchange {
  readonly trustedProxies: number;
  readonly path: string;
}

const procedures = appRouter._def.procedures as unknown as Record<
  string,
  { readonly _def: { readonly type: string; readonly meta?: ProcedureMeta } }
>;
const isKeepableProcedure = (path: string): boolean => Object.hasOwn(procedures, path) && procedures[path]?._def.meta?.keepable === true;
const isText = (path: string): boolean => Object.hasOwn(procedures, path) && procedures[path]?._def.meta?.isText === true;
const isSubscription = (path: string): boolean => Object.hasOwn(procedures, path) && procedures[path]?._def.type === 'subscription';

/** A live stream: the procedure as tRPC calls it, the events in our own writing. */
async function subscribe(services: Services, { incoming, outgoing, trustedProxies, path, requestId }: OwnExchange): Promise<void> {
  const closed = new AbortController();
  outgoing.once('close', () => closed.abort());
  const retryMs = 500 + services.clock.randomInt(10);
  try {
    await streamEvents(outgoing, { requestId, path, retryMs }, async () => {
      const ctx = await contextOf(services, incoming, outgoing, closed.signal, trustedProxies);
      return (await callOf(ctx, path, closed.signal)(subscriptionInput(incoming))) as AsyncIterable<unknown>;
    });
  } catch (error) {
    report(services, error, path, requestId);
  }
}

/** A query that answers with JSON as text. */
async function readText(services: Services, { incoming, outgoing, trustedProxies, path, requestId }: OwnExchange): Promise<void> {
  const closed = new AbortController();
  outgoing.once('close', () => closed.abort());
  await answerText({
    ...{ incoming, outgoing, path, requestId },
    call: async (input) => callOf(await contextOf(services, incoming, outgoing, closed.signal, trustedProxies), path, closed.signal)(input),
    refused: (error) => {
      report(services, error, path, requestId);
      return errorMeta(services, [error]);
    },
  });
}

/** The procedure as tRPC calls it, with all its checks. */
function callOf(ctx: Context, path: string, signal: AbortSignal): (input: unknown) => Promise<unknown> {
  const call = path
    .split('.')
    .reduce((at: unknown, name) => (at as Record<string, unknown>)[name], appRouter.createCaller(ctx, { signal }));
  return call as (input: unknown) => Promise<unknown>;
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
function errorMeta(services: Services, errors: readonly unknown[]) {
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
