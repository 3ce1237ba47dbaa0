import { type Language, languageNames, languages } from '@vibe/shared';
import { html, raw } from 'hono/html';
import { mark } from '../favicon.ts';

export interface Around {
  readonly language: Language;
  /** The server's, as people write it. */
  readonly host: string;
  /** Path and query of this page: where one comes back to from choosing a language. */
  readonly here: string;
}

/** What every page says that has a card: of widget/src/pages/texts. */
interface FrameTexts {
  readonly brand: string;
  readonly language: string;
  readonly footer: (host: string) => string;
}

/** As widget/src/pages/page-frame.ts has it: the card of a one-card page, under the mark and above the foot. */
export const pageFrame = (texts: FrameTexts, around: Around, card: unknown, wider = false) => html`<div class="page">
<main class="card ${wider ? 'wider' : ''}"><div class="brand">${raw(mark)}<span>${texts.brand}</span></div>${card}</main>
<footer>${foot(texts, around)}</footer>
</div>`;

/** Whose server this is, and the other languages. A button each: nothing happens before it is pressed (WCAG 3.2.2). */
export const foot = (texts: FrameTexts, { language, host, here }: Around) => html`<span>${texts.footer(host)}</span>
<details class="languages"><summary><span class="visually-hidden">${texts.language}: </span>${languageNames[language]}</summary>
<form method="post" action="/language"><input type="hidden" name="back" value="${here}">${languages.map(
  (each) =>
    html`<button type="submit" name="lang" value="${each}" lang="${each}" ${each === language ? raw('aria-current="true"') : ''}>${languageNames[each]}</button>`,
)}</form></details>`;

/** As widget/src/pages/page-frame.ts: what stands there until the page knows more. */
export const skeleton = html`<div class="stack" aria-busy="true"><div class="skeleton"></div><div class="skeleton"></div></div>`;

/** The same page of ours in another mode. */
export function withMode(here: string, mode: 'sign-in' | 'sign-up'): string {
  const url = new URL(here, 'http://localhost');
  url.searchParams.delete('switch');
  url.searchParams.set('mode', mode);
  return url.pathname + url.search;
}
