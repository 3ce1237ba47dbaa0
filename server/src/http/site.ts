import { VibeError } from '@vibe/shared';
import { Hono } from 'hono';
import type { Services } from '../platform/context.ts';
import { accountRoutes } from './account-routes.ts';
import { certificateRoutes } from './certificate-routes.ts';
import { didRoutes } from './did-routes.ts';
import { problemResponse } from './error-response.ts';
import { opsRoutes } from './ops.ts';
import { pages } from './pages.ts';
import type { SiteEnv } from './site-env.ts';
import { wellKnownRoutes } from './well-known.ts';

/** Everything but tRPC and OAuth: health, well-known documents, DIDs, pages and assets. */
export function site(services: Services): Hono<SiteEnv> {
  const app = new Hono<SiteEnv>();
  app.route('/', opsRoutes(services));
  app.route('/', wellKnownRoutes(services));
  app.route('/', didRoutes(services));
  app.route('/', certificateRoutes(services));
  app.route('/', accountRoutes(services));
  app.route('/', pages(services));
  app.notFound((c) => problemResponse(new VibeError('not_found', `There is nothing at ${c.req.path}`), c.env.requestId));
  app.onError((error, c) => {
    const response = problemResponse(error, c.env.requestId);
    if (response.status >= 500) services.log.error({ err: error, requestId: c.env.requestId, path: c.req.path }, 'a request failed');
    return response;
  });
  return app;
}
