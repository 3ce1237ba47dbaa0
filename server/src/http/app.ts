import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { VibeError } from '@vibe/shared';
import { Hono } from 'hono';
import type { Services } from '../platform/context.ts';
import { didRoutes } from './did-routes.ts';
import { problemResponse } from './error-response.ts';
import { oauthRoutes } from './oauth-routes.ts';
import { metrics, opsRoutes } from './ops.ts';
import { pages } from './pages.ts';
import { ipOf, pathOf } from './request.ts';
import { createRequestGuard, requestsPerTenSeconds } from './request-guard.ts';
import { trpcRoute } from './trpc-route.ts';
import { wellKnownRoutes } from './well-known.ts';

export interface AppOptions {
  /** Proxies in front whose X-Forwarded-For is believed. */
  readonly trustedProxies?: number;
  /** 0: no limit, for benchmarks. */
  readonly requestsPerTenSeconds?: number;
}

/** Every door of the server behind one listener. tRPC and OAuth are told apart by path; the rest is one Hono app. */
export function createApp(services: Services, options: AppOptions = {}): RequestListener {
  const trustedProxies = options.trustedProxies ?? 0;
  const guard = createRequestGuard(options.requestsPerTenSeconds ?? requestsPerTenSeconds);
  const trpc = trpcRoute(services, trustedProxies);
  const oauth = oauthRoutes(services);
  const rest = getRequestListener(
    (request, env) => site(services).fetch(request, { ...env, ip: ipOf((env as { incoming: IncomingMessage }).incoming, trustedProxies) }),
    {
      overrideGlobalObjects: false,
    },
  );
  const measure = metrics(services);
  return (incoming, outgoing) => {
    const requestId = services.clock.randomText(9);
    const path = pathOf(incoming);
    const route = routeOf(path);
    const end = measure.requests.startTimer({ route });
    measure.open.inc();
    outgoing.once('close', () => {
      measure.open.dec();
      end({ status: `${Math.floor(outgoing.statusCode / 100)}xx` });
    });
    outgoing.setHeader('vibe-request-id', requestId);
    const answer = async (): Promise<void> => {
      if (route !== 'other') await guard(incoming, ipOf(incoming, trustedProxies));
      if (route === 'trpc') return trpc(incoming, outgoing, requestId);
      if (await oauth(incoming, outgoing)) return;
      await rest(incoming, outgoing);
    };
    answer().catch((error: unknown) => void refuse(services, error, incoming, outgoing, requestId));
  };
}

const routeOf = (path: string): 'trpc' | 'oauth' | 'other' =>
  path.startsWith('/trpc/') ? 'trpc' : path.startsWith('/oauth/') ? 'oauth' : 'other';

const sites = new WeakMap<Services, Hono>();
function site(services: Services): Hono {
  const found = sites.get(services);
  if (found) return found;
  const app = new Hono();
  app.route('/', opsRoutes(services) as unknown as Hono);
  app.route('/', wellKnownRoutes(services));
  app.route('/', didRoutes(services));
  app.route('/', pages(services));
  app.notFound((c) =>
    problemResponse(new VibeError('not_found', `There is nothing at ${c.req.path}`), c.res.headers.get('vibe-request-id') ?? ''),
  );
  app.onError((error) => problemResponse(error, ''));
  sites.set(services, app);
  return app;
}

async function refuse(
  services: Services,
  error: unknown,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  requestId: string,
): Promise<void> {
  const response = problemResponse(error, requestId);
  if (response.status >= 500) services.log.error({ err: error, requestId, path: pathOf(incoming) }, 'a request failed');
  if (outgoing.headersSent) return void outgoing.destroy();
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), connection: 'close' }).end(await response.text());
}

export interface BoundServer {
  readonly port: number;
  /** Begins to answer. Bound first, so that the port is known before the services that carry it are made. */
  serve(listener: RequestListener): void;
  close(): Promise<void>;
}

/** @throws EADDRINUSE when the port is taken. */
export async function bind(host: string, port: number): Promise<BoundServer> {
  // A slow sender may not hold a connection for ever; a live stream is a slow receiver, which this does not touch.
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 65_000, maxHeaderSize: 32_768 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve: (listener) => void server.on('request', listener),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 5_000).unref();
      }),
  };
}
