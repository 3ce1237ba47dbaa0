import { languageNames, languages } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { mark } from '../ui/icons.ts';
import { pageLanguage } from './page-language.ts';
import type { CommonTexts } from './texts/en/common.ts';

/** The card of a one-card page, under the mark and above the foot. The server's first paint is the same (server/src/http/views/frame.ts). */
export const pageFrame = (texts: CommonTexts, card: TemplateResult, wider = false): TemplateResult => html`<div class="page">
  <main class="card ${wider ? 'wider' : ''}">
    <div class="brand">${mark}<span>${texts.brand}</span></div>
    ${card}
  </main>
  <footer>${foot(texts)}</footer>
</div>`;

/** Whose server this is, and the other languages. A button each: nothing happens before it is pressed (WCAG 3.2.2). */
export function foot(texts: CommonTexts): TemplateResult {
  const language = pageLanguage();
  return html`<span>${texts.footer(location.host)}</span>
    <details class="languages"><summary><span class="visually-hidden">${texts.language}: </span>${languageNames[language]}</summary>
      <form method="post" action="/language"><input type="hidden" name="back" value=${here()} />${languages.map(
        (each) =>
          html`<button type="submit" name="lang" value=${each} lang=${each} aria-current=${each === language ? 'true' : nothing}>${languageNames[each]}</button>`,
      )}</form></details>`;
}

/** This page without the language in its address: the one that is chosen shall hold. */
function here(): string {
  const url = new URL(location.href);
  url.searchParams.delete('lang');
  return url.pathname + url.search;
}

/** What the card shows while it waits for the server. */
export const skeleton = (label: string): TemplateResult =>
  html`<div class="stack" aria-busy="true"><span class="visually-hidden" role="status">${label}</span><div class="skeleton"></div><div class="skeleton"></div></div>`;
