import type { VibeError } from '@vibe/shared';
import { html } from 'hono/html';
import { shell } from './html.ts';

/** An error for a person: what happened, what to do, and the number to name when they ask for help. */
export const errorPage = ({ css, error, requestId }: { css: string; error: VibeError; requestId: string }): Promise<string> =>
  shell({
    title: `${error.message} · Vibe`,
    css,
    body: html`<main class="card narrow">
<h1>${error.message}</h1>
${error.hint === undefined ? '' : html`<p>${error.hint}</p>`}
<p class="quiet">${error.code}${requestId === '' ? '' : html` · request <code>${requestId}</code>`}</p>
<p><a class="button secondary" href="/">Start page</a></p>
</main>`,
  });
