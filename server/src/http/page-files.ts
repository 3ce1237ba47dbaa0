import { VibeError } from '@vibe/shared';
import { Hono } from 'hono';
import { assetResponse } from './assets.ts';
import { favicon } from './favicon.ts';
import type { PageEnv, PageKit } from './page-kit.ts';
import { resourceSecurityHeaders } from './security-headers.ts';

/** What pages load, Vibe's own and those of other sites: `/login.js`, `/client.js`, hashed files. */
export function pageFiles({ services: { publicUrl }, readBuild, builtWidget }: PageKit): Hono<PageEnv> {
  const app = new Hono<PageEnv>();
  const forEverySite = { 'access-control-allow-origin': '*', 'timing-allow-origin': '*' };
  for (const name of ['login.js', 'client.js'] as const)
    app.get(`/${name}`, async (c) => {
      const script = (await builtWidget()).script(name);
      if (!script) throw new VibeError('unavailable', `${name} is not built yet`, { hint: 'Run `npm run build`.' });
      return assetResponse(script, c.req.raw, {
        ...resourceSecurityHeaders(publicUrl),
        ...forEverySite,
        'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
        'cross-origin-resource-policy': 'cross-origin',
      });
    });
  app.get('/assets/:name', async (c) => {
    const asset = (await readBuild())?.asset(c.req.param('name'));
    if (!asset) throw new VibeError('not_found', 'There is no such file');
    // Parts of login.js are among them.
    const headers = { ...resourceSecurityHeaders(publicUrl), ...forEverySite, 'cache-control': 'public, max-age=31536000, immutable' };
    return assetResponse(asset, c.req.raw, headers);
  });
  app.get('/favicon.svg', (c) => {
    const headers = { ...resourceSecurityHeaders(publicUrl), 'cache-control': 'public, max-age=86400' };
    return assetResponse(favicon, c.req.raw, headers);
  });
  return app;
}
