import type { SessionError } from '@vibe/client/session';
import { html, nothing, type TemplateResult } from 'lit';
import { drawing } from './dom.ts';
import { enLater } from './texts/en-later.ts';
import type { Texts } from './texts/index.ts';

const cross = 'm7 7 10 10M17 7 7 17';

/** What went wrong, the number to name when asking for help, and the plain link where the tag itself cannot work. */
export function noticeView(error: SessionError, { texts, link, close }: { texts: Texts; link: string; close: () => void }): TemplateResult {
  const words = texts.later ?? enLater;
  return html`<div part="notice" id="notice" popover="manual">
    <p role="alert">${words.errors[error.code] ?? error.message}</p>
    ${error.requestId ? html`<small>${words.reference} <code>${error.requestId}</code></small>` : nothing}
    ${error.code === 'frame_refused' ? html`<span><slot name="fallback"><a href=${link}>${words.link}</a></slot></span>` : nothing}
    <button class="close" aria-label=${words.close} @click=${close}>${drawing(cross)}</button>
  </div>`;
}
