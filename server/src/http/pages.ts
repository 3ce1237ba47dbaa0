import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSensitive, VibeError } from '@vibe/shared';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Services } from '../platform/context.ts';
import { findApp, listApps } from '../rooms/apps/index.ts';
import { findSession, profileOf } from '../rooms/identity/index.ts';
import { toVibeError } from '../trpc/errors.ts';
import { assetResponse } from './assets.ts';
import { safeContinuation } from './continuation.ts';
import { errorPage } from './error-page.ts';
import { favicon } from './favicon.ts';
import { shell } from './html.ts';
import { loginLink } from './login-link.ts';
import { loginStatesPage } from './login-states-page.ts';
import { placeholder } from './placeholder.ts';
import { cookiesOf } from './request.ts';
import { resourceSecurityHeaders, securityHeaders } from './security-headers.ts';
import { startPage } from './start-page.ts';
import { type WidgetBuild, widgetBuildReader } from './widget-build.ts';

type Env = { Bindings: { incoming: IncomingMessage; outgoing: ServerResponse } };

const stylesheet = 'src/pages/pages.css';
const titles = { 'sign-in': 'Sign in · Vibe', consent: 'Allow an app · Vibe', account: 'Your account · Vibe' } as const;
type Page = keyof typeof titles;

/**
 * The pages that people see: tiny HTML, styled at once, with the facts of this request as JSON; their modules call the same API as everyone.
 * Also what other sites load from here: `/login.js`, `/client.js` and `/frame`.
 */
export function pages(services: Services, options: { readonly widgetFolder?: string } = {}): Hono<Env> {
  const app = new Hono<Env>();
  const { publicUrl } = services;
  const readBuild = widgetBuildReader(options.widgetFolder);

  const builtWidget = async (): Promise<WidgetBuild> => {
    const build = await readBuild();
    if (build) return build;
    throw new VibeError('unavailable', "Vibe's pages are not built yet", { hint: 'Run `npm run build`, then reload.' });
  };
  const signedIn = async (c: Context<Env>) => {
    const session = await findSession(services, cookiesOf(c.env.incoming));
    return session && (await profileOf(services, session.did));
  };
  const show = async (page: Page, boot: object): Promise<Response> => {
    const build = await builtWidget();
    const css = build.stylesheet(stylesheet) ?? '';
    const script = build.entry(`src/pages/${page}.ts`);
    if (!script) throw new VibeError('unavailable', `The page ${page} is not built yet`, { hint: 'Run `npm run build`, then reload.' });
    const body = placeholder(new URL(publicUrl).host);
    const text = await shell({ title: titles[page], css, script, boot: { page, server: publicUrl, ...boot }, body });
    return htmlResponse(text, securityHeaders({ publicUrl, styles: [css], keepsOpener: page !== 'account' }));
  };

  app.get('/', async (c) => {
    const css = (await readBuild())?.stylesheet(stylesheet) ?? '';
    const [account, apps] = await Promise.all([signedIn(c), listApps(services)]);
    // Only the operator's: anybody may register an app, which must not put it on the front door.
    const shown = apps.filter((each) => each.ownerDid === undefined).slice(0, 24);
    return htmlResponse(
      await startPage({ css, host: new URL(publicUrl).host, account, apps: shown }),
      securityHeaders({ publicUrl, styles: [css] }),
    );
  });
  app.get('/sign-in', async (c) => {
    const { interaction, mode } = c.req.query();
    const continueTo = await safeContinuation(services, c.req.query('continue'));
    return show('sign-in', {
      account: (await signedIn(c)) ?? null,
      continueTo: continueTo ?? '/account',
      ...(interaction !== undefined && { interaction }),
      ...(mode === 'sign-up' && { mode }),
    });
  });
  app.get('/login', async (c) => c.redirect(await loginLink(services, c.req.query()), 303));
  app.get('/login/states', async () => {
    const { text, headers } = await loginStatesPage(publicUrl, await builtWidget());
    return htmlResponse(text, headers);
  });
  app.get('/consent', (c) => show('consent', { interaction: c.req.query('interaction') ?? '' }));
  app.get('/account', async (c) => {
    const account = await signedIn(c);
    return account ? show('account', { account }) : c.redirect('/sign-in?continue=/account', 302);
  });

  app.get('/frame', async (c) => {
    const found = await findApp(services, c.req.query('app') ?? '');
    if (!found)
      throw new VibeError('unknown_app', 'No app is registered here under this name', { hint: 'Register it with `vibe app push`.' });
    const { id, did, clientId, name, origins, redirectUris } = found;
    const scopes = found.manifest.scopes.filter((scope) => !isSensitive([scope]));
    const script = (await builtWidget()).entry('src/frame/main.ts');
    if (!script) throw new VibeError('unavailable', 'The frame is not built yet', { hint: 'Run `npm run build`, then reload.' });
    const css = ':root{color-scheme:light dark}body{margin:0;background:transparent}';
    const boot = { page: 'frame', server: publicUrl, now: services.clock.now().getTime(), app: { id, did, clientId, name, origins, redirectUris, scopes } };
    const text = await shell({ title: `Sign in to ${name}`, css, script, boot, body: html`<main id="root"></main>` });
    return htmlResponse(text, {
      ...securityHeaders({ publicUrl, styles: [css], frameAncestors: origins, keepsOpener: true }),
      'cross-origin-resource-policy': 'cross-origin',
    });
  });
  for (const name of ['login.js', 'client.js'] as const)
    app.get(`/${name}`, async (c) => {
      const script = (await builtWidget()).script(name);
      if (!script) throw new VibeError('unavailable', `${name} is not built yet`, { hint: 'Run `npm run build`.' });
      return assetResponse(script, c.req.raw, {
        ...resourceSecurityHeaders(publicUrl),
        'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'timing-allow-origin': '*',
      });
    });
  app.get('/assets/:name', async (c) => {
    const asset = (await readBuild())?.asset(c.req.param('name'));
    if (!asset) throw new VibeError('not_found', 'There is no such file');
    const headers = {
      ...resourceSecurityHeaders(publicUrl),
      'cache-control': 'public, max-age=31536000, immutable',
      // Parts of login.js are among them.
      'access-control-allow-origin': '*',
      'timing-allow-origin': '*',
    };
    return assetResponse(asset, c.req.raw, headers);
  });
  app.get('/favicon.svg', (c) => {
    const headers = { ...resourceSecurityHeaders(publicUrl), 'cache-control': 'public, max-age=86400' };
    return assetResponse(favicon, c.req.raw, headers);
  });
  // Everything else has been asked by now. Programs get the problem document of the whole server.
  app.get('*', (c, next) => {
    if (!c.req.header('accept')?.includes('text/html')) return next();
    throw new VibeError('not_found', 'There is no page at this address');
  });

  app.onError(async (error, c) => {
    const vibe = toVibeError(error);
    const requestId = String(c.env.outgoing?.getHeader('vibe-request-id') ?? '');
    if (vibe.status >= 500) services.log.error({ err: vibe.cause ?? vibe, requestId, path: c.req.path }, 'a page failed');
    const css = (await readBuild().catch(() => undefined))?.stylesheet(stylesheet) ?? '';
    // It may stand in a popup, which still has to answer its opener after a reload.
    const headers = securityHeaders({ publicUrl, styles: [css], keepsOpener: true });
    const response = htmlResponse(await errorPage({ css, error: vibe, requestId }), headers);
    if (vibe.retryAfterSeconds !== undefined) response.headers.set('retry-after', String(vibe.retryAfterSeconds));
    return new Response(response.body, { status: vibe.status, headers: response.headers });
  });
  return app;
}

/** Pages say who is signed in: no cache keeps them. */
const htmlResponse = (text: string, headers: Record<string, string>): Response =>
  new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers } });
