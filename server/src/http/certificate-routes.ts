import { VibeError } from '@vibe/shared';
import { Hono } from 'hono';
import type { Services } from '../platform/context.ts';
import { STATUS_LIST_SECONDS, statusList } from '../rooms/certificates/index.ts';

/** Which certificates are revoked, for anyone who verifies one: lists signed by their issuers. */
export function certificateRoutes(services: Services): Hono {
  const routes = new Hono();
  routes.get('/certificates/status/:list', async (c) => {
    const name = c.req.param('list');
    const jwt = /^[\w-]{16}$/.test(name) ? await statusList(services, name) : undefined;
    c.header('access-control-allow-origin', '*');
    if (jwt === undefined) throw new VibeError('not_found', `There is no list ${name} of revoked certificates`);
    return c.body(jwt, 200, {
      'content-type': 'application/vc+jwt',
      'cache-control': `public, max-age=${STATUS_LIST_SECONDS}`,
      'cross-origin-resource-policy': 'cross-origin',
    });
  });
  return routes;
}
