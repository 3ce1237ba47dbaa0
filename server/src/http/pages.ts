import { VibeError } from '@vibe/shared';
import { Hono } from 'hono';
import type { Services } from '../platform/context.ts';
import { listApps } from '../rooms/apps/index.ts';
import { toVibeError } from '../trpc/errors.ts';
import { errorPage } from './error-page.ts';
import { framePage } from './frame-page.ts';
import { shell } from './html.ts';
import { languageOf } from './language.ts';
import { leavingView } from './leaving-page.ts';
import { loginLink } from './login-link.ts';
import { loginStatesPage } from './login-states-page.ts';
import { pageFiles } from './page-files.ts';
import { htmlResponse, type PageEnv, packed, pageKit } from './page-kit.ts';
import { personPages } from './person-pages.ts';
import { securityHeaders } from './security-headers.ts';
import { startPage } from './start-page.ts';

/**
 * The pages that people see: HTML that says and does what one came for by itself, styled at once, in their language; their modules then take over
 * and call the same API as everyone. Also what other sites load from here: `/login.js`, `/client.js` and `/frame`.
 */
export function pages(services: Services, options: { readonly widgetFolder?: string } = {}): Hono<PageEnv> {
  const app = new Hono<PageEnv>();
  const { publicUrl } = services;
  const kit = pageKit(services, options.widgetFolder);
  app.use(packed);

  app.get('/', async (c) => {
    const [css, { language, says: texts, around }, account, apps] = await Promise.all([
      kit.css(),
      kit.speak(c),
      kit.signedIn(c),
      listApps(services),
    ]);
    // Only the operator's: anybody may register an app, which must not put it on the front door.
    const shown = apps.filter((each) => each.ownerDid === undefined).slice(0, 24);
    const text = await startPage({ css, language, texts, around, account, apps: shown });
    return htmlResponse(text, securityHeaders({ publicUrl, styles: [css] }));
  });
  app.get('/login', async (c) => c.redirect(await loginLink(services, c.req.query()), 303));
  app.get('/login/states', async () => {
    const { text, headers } = await loginStatesPage(publicUrl, await kit.builtWidget());
    return htmlResponse(text, headers);
  });
  app.get('/leaving', async (c) => {
    const [css, { language, says, around }] = await Promise.all([kit.css(), kit.speak(c)]);
    const body = leavingView(says, around, c.req.query('to') ?? '');
    const text = await shell({ title: `${says.leaving.title} · ${says.brand}`, language, css, body });
    return htmlResponse(text, securityHeaders({ publicUrl, styles: [css] }));
  });
  app.route('/', personPages(kit));
  app.get('/frame', (c) => framePage(kit, c));
  app.route('/', pageFiles(kit));
  // Everything else has been asked by now. Programs get the problem document of the whole server.
  app.get('*', (c, next) => {
    if (!c.req.header('accept')?.includes('text/html')) return next();
    throw new VibeError('not_found', 'There is no page at this address');
  });

  app.onError(async (error, c) => {
    const vibe = toVibeError(error);
    const requestId = String(c.env.outgoing?.getHeader('vibe-request-id') ?? '');
    if (vibe.status >= 500) services.log.error({ err: vibe.cause ?? vibe, requestId, path: c.req.path }, 'a page failed');
    const css = await kit.css();
    // It may stand in a popup, which still has to answer its opener after a reload.
    const headers = securityHeaders({ publicUrl, styles: [css], keepsOpener: true });
    if (vibe.retryAfterSeconds !== undefined) headers['retry-after'] = String(vibe.retryAfterSeconds);
    return htmlResponse(await errorPage({ css, error: vibe, requestId, language: languageOf(c.env.incoming) }), headers, vibe.status);
  });
  return app;
}
