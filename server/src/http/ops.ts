import { VibeError } from '@vibe/shared';
import { Hono } from 'hono';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Services } from '../platform/context.ts';
import { perProcess } from '../platform/lifetime.ts';
import { latestMigration } from '../platform/migrate.ts';
import type { SiteEnv } from './site-env.ts';

/** What a process counts of itself. Labels are few and fixed: DIDs belong in logs, never here. */
export const metrics = perProcess((_services: Services) => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'vibe_http_request_duration_seconds',
      help: 'Time to answer, by kind of route and class of status',
      labelNames: ['route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers: [registry],
    }),
    open: new Gauge({ name: 'vibe_http_requests_open', help: 'Requests being answered, live streams included', registers: [registry] }),
  };
});

/** `/healthz`: the process answers. `/readyz`: so does its database, at the version of this code. `/metrics`: Prometheus text, for the machine itself. */
export function opsRoutes(services: Services): Hono<SiteEnv> {
  const app = new Hono<SiteEnv>();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    if (services.lifetime.signal.aborted) throw new VibeError('unavailable', 'The server is stopping', { retryAfterSeconds: 5 });
    const newest = await services.database.migration();
    const expected = await latestMigration();
    if (newest !== expected)
      throw new VibeError('unavailable', `The database is at ${newest}, this code needs ${expected}`, { hint: 'Run `vibe migrate`.' });
    return c.json({ status: 'ready', database: 'ok', migration: newest });
  });
  app.get('/metrics', async (c) => {
    const local = /^(127\.|::1$|::ffff:127\.)/.test(c.env.ip) && c.req.header('x-forwarded-for') === undefined;
    if (!local)
      throw new VibeError('forbidden', 'Metrics are for the machine itself', {
        hint: 'Scrape over loopback, or through an agent beside the server.',
      });
    const { registry } = metrics(services);
    return c.body(await registry.metrics(), 200, { 'content-type': registry.contentType });
  });
  return app;
}
