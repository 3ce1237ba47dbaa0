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
import { authenticate, challengeFor, isFromElsewhere } from './authenticate.ts';
import { answerCalls, type Calls, type CallsAnswer, callsOf, type Failure } from './calls.ts';
import { applyCors } from './cors.ts';
import { PublicCache } from './public-cache.ts';
import { answerOf, sendAnswer } from './public-cache-answer.ts';
import { isKeepable, isVisitorsReading } from './public-cache-request.ts';
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
  const kept = new PublicCache(services);
  return (incoming, outgoing, requestId) => {
    applyCors(incoming, outgoing);
    outgoing.setHeader('vibe-request-id', requestId);
    if (incoming.method === 'OPTIONS') return void outgoing.writeHead(204).end();
    outgoing.setHeader('cache-control', 'no-store');
    const path = pathOf(incoming).slice('/trpc/'.length);
    if (isSubscription(path) && incoming.method === 'GET')
      return void subscribe(services, { incoming, outgoing, trustedProxies, path, requestId });
    const isVisitors = isVisitorsReading(incoming, services.publicUrl);
    const answer = isVisitors ? kept.atHand(incoming.url ?? '') : undefined;
    if (answer) return sendAnswer(incoming, outgoing, answer);
    const calls = callsOf(incoming, path, kindOf);
    if (!calls) return void listener(incoming, outgoing);
    const exchange = { incoming, outgoing, trustedProxies, path, requestId };
    const isForAll = isVisitors && isKeepable(calls, incoming.url ?? '', isKeepableQuery);
    const answered = isForAll ? readForVisitors(services, kept, exchange, calls) : answerOne(services, exchange, calls);
    answered.catch(() => outgoing.destroy()); // the request broke off
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly requestId: string;
  readonly trustedProxies: number;
  readonly path: string;
}

/** With the rights of whoever asks. */
async function answerOne(services: Services, { incoming, outgoing, trustedProxies, requestId }: Exchange, calls: Calls): Promise<void> {
  const closed = new AbortController();
  // A signal that is aborted makes an exception with a stack: not for every answer that went out well.
  outgoing.once('close', () => outgoing.writableFinished || closed.abort());
  const ctx = contextOf(services, incoming, outgoing, closed.signal, trustedProxies);
  send(outgoing, await answerCalls(calls, asking(services, ctx, requestId)));
}

/** A reading whose answer may be kept, done once for all who ask for it meanwhile; what it depends on is in its address alone. */
async function readForVisitors(services: Services, kept: PublicCache, exchange: Exchange, calls: Calls): Promise<void> {
  const { incoming, outgoing, requestId } = exchange;
  let refused: CallsAnswer | undefined;
  const answer = await kept.get(incoming.url ?? '', async (standsOn) => {
    const ctx: Context = {
      ...{ ...services, asker: visitor, requestId, signal: undefined, userAgent: '', ip: '', cookies: {}, standsOn },
      setHeader: (name) => {
        throw new Error(`an answer that is kept has no ${name} of its own`);
      },
    };
    const read = await answerCalls(calls, asking(services, Promise.resolve(ctx), requestId));
    if (read.status === 200) return answerOf(Buffer.from(read.body));
    refused = read;
    return undefined;
  });
  if (answer) sendAnswer(incoming, outgoing, answer);
  // An error is for the one who did the reading: it names their request.
  else if (refused) send(outgoing, refused);
  else await answerOne(services, exchange, calls);
}

const asking = (services: Services, ctx: Promise<Context>, requestId: string) => ({
  requestId,
  call: async (name: string, input: unknown) => procedureOf(name)(await ctx, input),
  refused: (failures: readonly Failure[]) => {
    for (const { name, error } of failures) report(services, error, name, requestId);
    return errorMeta(
      services,
      failures.map(({ error }) => error),
    );
  },
});

function send(outgoing: ServerResponse, { status, headers, body }: CallsAnswer): void {
  const bytes = Buffer.from(body);
  outgoing.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}

interface Procedure {
  (call: {
    path: string;
    type: string;
    ctx: Context;
    signal: AbortSignal | undefined;
    batchIndex: number;
    getRawInput: () => Promise<unknown>;
  }): Promise<unknown>;
  readonly _def: { readonly type: string; readonly meta?: ProcedureMeta };
}
const procedures = appRouter._def.procedures as unknown as Readonly<Record<string, Procedure>>;
const known = (name: string): Procedure | undefined => (Object.hasOwn(procedures, name) ? procedures[name] : undefined);
const kindOf = (name: string): string | undefined => known(name)?._def.type;
const isKeepableQuery = (name: string): boolean => known(name)?._def.meta?.keepable === true;
const isSubscription = (name: string): boolean => kindOf(name) === 'subscription';

/** The procedure with all its checks, as tRPC's adapters and callers call it. */
const procedureOf =
  (name: string) =>
  async (ctx: Context, input: unknown): Promise<unknown> => {
    const procedure = known(name);
    if (!procedure) throw new VibeError('not_found', `There is no procedure ${name}`);
    const { type } = procedure._def;
    return procedure({ path: name, type, ctx, signal: ctx.signal, batchIndex: 0, getRawInput: () => Promise.resolve(input) });
  };

/** A live stream: the procedure as tRPC calls it, the events in our own writing. */
async function subscribe(services: Services, { incoming, outgoing, trustedProxies, path, requestId }: Exchange): Promise<void> {
  const closed = new AbortController();
  outgoing.once('close', () => closed.abort());
  const retryMs = 500 + services.clock.randomInt(10);
  try {
    await streamEvents(outgoing, { requestId, path, retryMs }, async () => {
      const ctx = await contextOf(services, incoming, outgoing, closed.signal, trustedProxies);
      return (await procedureOf(path)(ctx, subscriptionInput(incoming))) as AsyncIterable<unknown>;
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
    setHeader: (name, value) => {
      if (name === 'set-cookie' && isFromElsewhere(services.publicUrl, incoming.headers)) throw notHere();
      outgoing.appendHeader(name, value);
    },
  };
}

/** Signing a person's browser in as somebody else is an attack too (login CSRF, RFC 9700 §4.7): no page elsewhere gets a cookie set. */
const notHere = () => new VibeError('forbidden', "Only Vibe's own pages may do this");

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
