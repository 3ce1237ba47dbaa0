import type { Language, Profile } from '@vibe/shared';
import type { ServerTexts } from '@vibe/widget/texts';
import { html, raw } from 'hono/html';
import type { App } from '../rooms/apps/index.ts';
import { mark } from './favicon.ts';
import { shell } from './html.ts';
import { type Around, foot } from './views/frame.ts';

interface StartPage {
  readonly css: string;
  readonly language: Language;
  readonly texts: ServerTexts;
  readonly around: Around;
  readonly account: Profile | undefined;
  readonly apps: readonly App[];
}

/** What this server is, the way in, and the apps that run on it. No script. */
export const startPage = ({ css, language, texts, around, account, apps }: StartPage): Promise<string> => {
  const { start } = texts;
  return shell({
    title: start.title(around.host),
    language,
    css,
    body: html`<div class="start"><main>
<header>${raw(mark)}<span class="quiet">${around.host}</span></header>
<h1>${start.heading}</h1>
<p class="lead">${start.lead}</p>
<p class="actions">${
      account
        ? html`<a class="button primary" href="/account">${start.account}</a><span class="quiet">${start.signedInAs(account.name)}</span>`
        : html`<a class="button primary" href="/sign-in">${start.signIn}</a><a class="button secondary" href="/sign-in?mode=sign-up">${start.signUp}</a>`
    }</p>
${apps.length === 0 ? '' : html`<section aria-labelledby="apps"><h2 id="apps">${start.apps}</h2><ul class="apps">${apps.map(appItem)}</ul></section>`}
</main><footer>${foot(texts, around)}</footer></div>`,
  });
};

const appItem = (app: App) => {
  // Not the manifest's homepage: an origin is checked, and is never a javascript: address.
  return html`<li><a href="${app.origins[0] ?? ''}"><span class="monogram" aria-hidden="true">${[...app.name][0] ?? ''}</span><span><strong><bdi>${app.name}</bdi></strong>${
    app.manifest.description === '' ? '' : html`<span class="quiet"><bdi>${app.manifest.description}</bdi></span>`
  }</span></a></li>`;
};
