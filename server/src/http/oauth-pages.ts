import type { IncomingMessage, ServerResponse } from 'node:http';
import { serverTexts } from '@vibe/widget/texts';
import { html } from 'hono/html';
import type { Services } from '../platform/context.ts';
import { perProcess } from '../platform/lifetime.ts';
import { toVibeError } from '../trpc/errors.ts';
import { errorPage } from './error-page.ts';
import { shell } from './html.ts';
import { languageOf } from './language.ts';
import { securityHeaders } from './security-headers.ts';
import { widgetBuildReader } from './widget-build.ts';

/** OAuth's own few pages: what cannot go back to an app as a redirect is said to the person. */
const stylesheet = perProcess((_: Services) => {
  const readBuild = widgetBuildReader();
  return async () => (await readBuild().catch(() => undefined))?.stylesheet('src/pages/pages.css') ?? '';
});

/** Would a person see the answer? Scripts and programs get JSON. */
export const isNavigation = ({ method, headers }: IncomingMessage): boolean =>
  // A form's answer is seen, too.
  headers['sec-fetch-mode'] === 'navigate' ||
  (method === 'GET' && headers['sec-fetch-mode'] === undefined && /\btext\/html\b/.test(headers.accept ?? ''));

export async function sendErrorPage(services: Services, error: unknown, res: ServerResponse): Promise<void> {
  const vibe = toVibeError(error);
  const requestId = String(res.getHeader('vibe-request-id') ?? '');
  if (vibe.status >= 500) services.log.error({ err: vibe.cause ?? vibe, requestId }, 'an OAuth page failed');
  const css = await stylesheet(services)();
  const text = await errorPage({ css, error: vibe, requestId, language: languageOf(res.req) });
  // It may stand in a popup, whose opener still waits.
  const headers = securityHeaders({ publicUrl: services.publicUrl, styles: [css], keepsOpener: true });
  if (vibe.retryAfterSeconds !== undefined) headers['retry-after'] = String(vibe.retryAfterSeconds);
  sendPage(res, vibe.status, text, headers);
}

export interface LogoutQuestion {
  readonly who: string;
  readonly app: string | undefined;
  /** What the answer has to bring back. */
  readonly fields: Readonly<Record<string, string>>;
  /** Where the browser goes afterwards, besides this server. */
  readonly origin: string | undefined;
}

export async function sendLogoutPage(services: Services, { who, app, fields, origin }: LogoutQuestion, res: ServerResponse): Promise<void> {
  const css = await stylesheet(services)();
  const language = languageOf(res.req);
  const { signOut, brand } = await serverTexts(language);
  const body = html`<main class="card narrow">
<h1>${signOut.title}</h1>
<p>${app === undefined ? '' : `${signOut.asks(app)} `}${signOut.who(who)} ${signOut.ends}</p>
<form method="post" action="/oauth/logout">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<p><button class="button" type="submit">${signOut.yes}</button> <a class="button secondary" href="/account">${signOut.no}</a></p>
</form>
</main>`;
  const text = await shell({ title: `${signOut.yes} · ${brand}`, language, css, body });
  const headers = securityHeaders({ publicUrl: services.publicUrl, styles: [css], formTargets: origin === undefined ? [] : [origin] });
  sendPage(res, 200, text, headers);
}

const sendPage = (res: ServerResponse, status: number, text: string, headers: Record<string, string>): void =>
  void res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers }).end(text);
