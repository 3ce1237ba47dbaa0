import { html, type TemplateResult } from 'lit';
import { mark } from '../ui/icons.ts';
import type { CommonTexts } from './texts/en/common.ts';

/** The card of a one-card page, under the mark and above the host's name. */
export const pageFrame = (texts: CommonTexts, card: TemplateResult, wider = false): TemplateResult => html`<div class="page">
  <main class="card ${wider ? 'wider' : ''}">
    <div class="brand">${mark}<span>${texts.brand}</span></div>
    ${card}
  </main>
  <footer>${texts.footer(location.host)}</footer>
</div>`;

/** What the card shows while it waits for the server. */
export const skeleton = (label: string): TemplateResult =>
  html`<div class="stack" aria-busy="true"><span class="visually-hidden" role="status">${label}</span><div class="skeleton"></div><div class="skeleton"></div></div>`;
