import type { Profile } from '@vibe/shared';
import { html, raw } from 'hono/html';
import type { App } from '../rooms/apps/index.ts';
import { mark } from './favicon.ts';
import { shell } from './html.ts';

interface StartPage {
  readonly css: string;
  readonly host: string;
  readonly account: Profile | undefined;
  readonly apps: readonly App[];
}

/** What this server is, the way in, and the apps that run on it. No script. */
export const startPage = ({ css, host, account, apps }: StartPage): Promise<string> =>
  shell({
    title: `Vibe on ${host}`,
    css,
    body: html`<main class="start">
<header>${raw(mark)}<span class="quiet">${host}</span></header>
<h1>One sign‑in. Your data stays yours.</h1>
<p class="lead">Apps on this Vibe server keep what you make under your name. You choose what each may do, and you can take it back at any time.</p>
<p class="actions">${
      account
        ? html`<a class="button primary" href="/account">Your account</a><span class="quiet">Signed in as <bdi>${account.name}</bdi></span>`
        : html`<a class="button primary" href="/sign-in">Sign in</a><a class="button secondary" href="/sign-in?mode=sign-up">Create an account</a>`
    }</p>
${apps.length === 0 ? '' : html`<section aria-labelledby="apps"><h2 id="apps">Apps here</h2><ul class="apps">${apps.map(appItem)}</ul></section>`}
</main>`,
  });

const appItem = (app: App) => {
  // Not the manifest's homepage: an origin is checked, and is never a javascript: address.
  return html`<li><a href="${app.origins[0] ?? ''}"><span class="monogram" aria-hidden="true">${[...app.name][0] ?? ''}</span><span><strong><bdi>${app.name}</bdi></strong>${
    app.manifest.description === '' ? '' : html`<span class="quiet">${app.manifest.description}</span>`
  }</span></a></li>`;
};
