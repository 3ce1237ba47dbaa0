import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Language, type Profile, VibeError } from '@vibe/shared';
import { type ServerTexts, serverTexts } from '@vibe/widget/texts';
import type { Context, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import type { Services } from '../platform/context.ts';
import { findSession, profileOf } from '../rooms/identity/index.ts';
import { shell } from './html.ts';
import { languageOf } from './language.ts';
import { cookiesOf } from './request.ts';
import { securityHeaders } from './security-headers.ts';
import type { Around } from './views/frame.ts';
import { type WidgetBuild, widgetBuildReader } from './widget-build.ts';

export type PageEnv = { Bindings: { incoming: IncomingMessage; outgoing: ServerResponse; ip?: string; requestId?: string } };
export type PageRequest = Context<PageEnv>;

/** A page with a script, from the first paint on. */
export interface ScriptedPage {
  readonly page: 'sign-in' | 'consent' | 'account';
  readonly title: string;
  readonly language: Language;
  readonly body: unknown;
  readonly boot: object;
  readonly status?: number;
  /** Origins to which a form of the page may lead in the end: browsers hold the redirects after a form to the form's policy. */
  readonly formTargets?: readonly string[];
}

/** What all pages are made with. */
export interface PageKit {
  readonly services: Services;
  /** undefined as long as nothing has been built. */
  readBuild(): Promise<WidgetBuild | undefined>;
  /** @throws {VibeError} unavailable */
  builtWidget(): Promise<WidgetBuild>;
  /** The stylesheet of all pages; empty as long as nothing has been built. */
  css(): Promise<string>;
  signedIn(c: PageRequest): Promise<Profile | undefined>;
  /** The language of a request, the server's own words in it, and what a page's frame says. */
  speak(c: PageRequest): Promise<{ language: Language; says: ServerTexts; around: Around }>;
  show(page: ScriptedPage): Promise<Response>;
}

const stylesheet = 'src/pages/pages.css';
/** Less of it: the first page that a person sees loads no more than it shows. */
const signInStylesheet = 'src/pages/sign-in.css';
/** The words that a page's script imports once it runs, beside those of its own name. */
const words = { 'sign-in': ['sign-in'], consent: ['consent'], account: ['sign-in', 'account'] } as const;

export function pageKit(services: Services, widgetFolder?: string): PageKit {
  const { publicUrl } = services;
  const { host } = new URL(publicUrl);
  const readBuild = widgetBuildReader(widgetFolder);
  const builtWidget = async (): Promise<WidgetBuild> => {
    const build = await readBuild();
    if (build) return build;
    throw new VibeError('unavailable', "Vibe's pages are not built yet", { hint: 'Run `npm run build`, then reload.' });
  };
  return {
    services,
    readBuild,
    builtWidget,
    css: async () => (await readBuild().catch(() => undefined))?.stylesheet(stylesheet) ?? '',
    async signedIn(c) {
      const session = await findSession(services, cookiesOf(c.env.incoming));
      return session && profileOf(services, session.did);
    },
    async speak(c) {
      const language = languageOf(c.env.incoming);
      return { language, says: await serverTexts(language), around: { language, host, here: addressOf(c) } };
    },
    async show({ page, title, language, body, boot, status = 200, formTargets = [] }) {
      const build = await builtWidget();
      const css = build.stylesheet(page === 'sign-in' ? signInStylesheet : stylesheet) ?? '';
      const script = build.entry(
        `src/pages/${page}.ts`,
        words[page].map((each) => `src/pages/texts/${language}/${each}.ts`),
      );
      if (!script) throw new VibeError('unavailable', `The page ${page} is not built yet`, { hint: 'Run `npm run build`, then reload.' });
      const text = await shell({
        title,
        language,
        css,
        script,
        boot: { page, server: publicUrl, ...boot },
        body: html`<div id="root">${body}</div>`,
      });
      return htmlResponse(text, securityHeaders({ publicUrl, styles: [css], keepsOpener: page !== 'account', formTargets }), status);
    },
  };
}

/** Path and query of a page, without the language: choosing another one comes back here. */
function addressOf(c: PageRequest): string {
  const url = new URL(c.req.url);
  url.searchParams.delete('lang');
  return url.pathname + url.search;
}

/** Pages say who is signed in: no cache keeps them. */
export const htmlResponse = (text: string, headers: Record<string, string>, status = 200): Response =>
  new Response(text, { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers } });

const pack = promisify<Buffer, Buffer>(gzip);

/** Packs HTML, for browsers that take it. What is secret in it, a form's token, is another one each time: its length tells nothing of it (BREACH). */
export const packed: MiddlewareHandler<PageEnv> = async (c, next) => {
  await next();
  const type = c.res.headers.get('content-type') ?? '';
  const accepted = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(c.req.header('accept-encoding') ?? '');
  if (!accepted || !type.startsWith('text/html') || c.req.method === 'HEAD') return;
  const body = await pack(Buffer.from(await c.res.arrayBuffer()));
  const headers = new Headers(c.res.headers);
  headers.set('content-encoding', 'gzip');
  headers.append('vary', 'accept-encoding');
  c.res = new Response(new Uint8Array(body), { status: c.res.status, headers });
};
