import type { Language, VibeError } from '@vibe/shared';
import { serverTexts } from '@vibe/widget/texts';
import { html } from 'hono/html';
import { shell } from './html.ts';
import { troubleOf } from './trouble.ts';

interface ErrorPage {
  readonly css: string;
  readonly error: VibeError;
  readonly requestId: string;
  readonly language: Language;
}

/** An error for a person: what happened, what to do, and the number to name when they ask for help. */
export async function errorPage({ css, error, requestId, language }: ErrorPage): Promise<string> {
  const texts = await serverTexts(language);
  const { message, hint } = troubleOf(error, language, texts);
  return shell({
    title: `${message} · ${texts.brand}`,
    language,
    css,
    body: html`<main class="card narrow">
<h1>${message}</h1>
${hint === undefined ? '' : html`<p>${hint}</p>`}
<p class="quiet">${error.code}${requestId === '' ? '' : html` · ${texts.error.request} <code>${requestId}</code>`}</p>
<p><a class="button secondary" href="/">${texts.error.home}</a></p>
</main>`,
  });
}
