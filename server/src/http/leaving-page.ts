import { domainToUnicode } from 'node:url';
import type { ServerTexts } from '@vibe/widget/texts';
import { html } from 'hono/html';
import { type Around, pageFrame } from './views/frame.ts';

/** A web address that a page may show as where a link leads: http(s), without the user part in which another name could be put before the real one. */
export function outsideAddress(text: string): URL | undefined {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') return undefined;
  return url;
}

/**
 * `/leaving?to=…`: says where a link leads that an app or a person wrote, and goes nowhere by itself, so that it is no redirector (RFC 9700 §4.11).
 * The host is shown whole and as it is looked up; one that is written in other letters than these is shown in both (UTS 39 on confusables).
 */
export function leavingView(texts: ServerTexts, around: Around, asked: string) {
  const { leaving } = texts;
  const url = outsideAddress(asked);
  if (!url) return pageFrame(texts, around, html`<h1>${leaving.refused}</h1><p>${leaving.refusedHint}</p>`);
  const written = domainToUnicode(url.hostname);
  const isDisguised = written !== url.hostname;
  const port = url.port === '' ? '' : `:${url.port}`;
  return pageFrame(
    texts,
    around,
    html`<div class="headline"><h1>${leaving.title}</h1><p>${leaving.to}</p></div>
<p class="destination" dir="ltr"><strong>${written}${port}</strong>${url.pathname === '/' && url.search === '' ? '' : html`<span class="quiet">${url.pathname}${url.search}</span>`}</p>
${isDisguised ? html`<p class="notice bad">${leaving.lookalike} <strong class="address" dir="ltr">${url.hostname}</strong></p>` : ''}
${url.protocol === 'http:' && !isLocal(url.hostname) ? html`<p class="notice bad">${leaving.insecure}</p>` : ''}
<p>${leaving.warning}</p>
<p><a class="button secondary wide" href="${url.href}" rel="noopener noreferrer nofollow external">${leaving.go(isDisguised ? url.host : written + port)}</a></p>
<p class="quiet">${leaving.stay}</p>`,
  );
}

const isLocal = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1';
