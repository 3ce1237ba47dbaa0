import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Services } from '../platform/context.ts';
import { tellSpace } from '../rooms/account/index.ts';
import { countNoRates } from '../rooms/oauth/index.ts';
import { applyCors } from './cors.ts';
import { problemResponse, trpcErrorResponse } from './error-response.ts';
import { oauthRoutes } from './oauth-routes.ts';
import { metrics } from './ops.ts';
import { ipOf, pathOf } from './request.ts';
import { createRequestGuard, requestsPerTenSeconds } from './request-guard.ts';
import { site } from './site.ts';
import { trpcRoute } from './trpc-route.ts';

export interface AppOptions {
  /** Proxies in front whose X-Forwarded-For is believed. */
  readonly trustedProxies?: number;
  /** 0: no limit on requests and tokens, for benchmarks. */
  readonly requestsPerTenSeconds?: number;
}

type Route = 'trpc' | 'oauth' | 'other';
const routeOf = (path: string): Route => (path.startsWith('/trpc/') ? 'trpc' : path.startsWith('/oauth/') ? 'oauth' : 'other');

/** Every door of the server behind one listener. tRPC and OAuth are told apart by path; the rest is one Hono app. */
export function createApp(services: Services, options: AppOptions = {}): RequestListener {
  const trustedProxies = options.trustedProxies ?? 0;
  tellSpace(services);
  const guard = createRequestGuard(options.requestsPerTenSeconds ?? requestsPerTenSeconds);
  const trpc = trpcRoute(services, trustedProxies);
  if (options.requestsPerTenSeconds === 0) countNoRates(services);
  const oauth = oauthRoutes(services);
  const other = siteListener(services, trustedProxies);
  const observe = observer(services);
  return (incoming, outgoing) => {
    const requestId = services.clock.randomText(9);
    const route = routeOf(pathOf(incoming));
    observe(route, outgoing);
    outgoing.setHeader('vibe-request-id', requestId);
    outgoing.setHeader('x-content-type-options', 'nosniff');
    const answer = async (): Promise<void> => {
      const ip = ipOf(incoming, trustedProxies);
      if (route !== 'other') await guard(incoming, ip);
      if (route === 'trpc') trpc(incoming, outgoing, requestId);
      else if (!(await oauth(incoming, outgoing, ip))) await other(incoming, outgoing);
    };
    answer().catch((error: unknown) => {
      const response = refusal(error, route, incoming, outgoing, requestId);
      if (response.status >= 500) services.log.error({ err: error, requestId, path: pathOf(incoming) }, 'a request failed');
      void send(response, outgoing);
    });
  };
}

function siteListener(services: Services, trustedProxies: number) {
  const app = site(services);
  return getRequestListener(
    (request, env) => {
      const { incoming, outgoing } = env as { incoming: IncomingMessage; outgoing: ServerResponse };
      return app.fetch(request, { ...env, ip: ipOf(incoming, trustedProxies), requestId: String(outgoing.getHeader('vibe-request-id')) });
    },
    { overrideGlobalObjects: false },
  );
}

function observer(services: Services): (route: Route, outgoing: ServerResponse) => void {
  const { requests, open } = metrics(services);
  return (route, outgoing) => {
    const end = requests.startTimer({ route });
    open.inc();
    outgoing.once('close', () => {
      open.dec();
      end({ status: `${Math.floor(outgoing.statusCode / 100)}xx` });
    });
  };
}

function refusal(error: unknown, route: Route, incoming: IncomingMessage, outgoing: ServerResponse, requestId: string): Response {
  if (route !== 'trpc') return problemResponse(error, requestId);
  applyCors(incoming, outgoing);
  return trpcErrorResponse(error, requestId);
}

/** The connection ends with it: what else the client was sending is not read any more. */
async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  if (outgoing.headersSent) return void outgoing.destroy();
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), connection: 'close' }).end(await response.text());
}
