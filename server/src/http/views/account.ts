import type { Profile } from '@vibe/shared';
import type { AccountTexts } from '@vibe/widget/texts';
import { html, raw } from 'hono/html';
import { mark } from '../favicon.ts';
import { avatar, hidden, person } from './controls.ts';
import { type Around, foot, skeleton } from './frame.ts';

export interface AccountView {
  readonly texts: AccountTexts;
  readonly around: Around;
  readonly account: Profile;
  readonly fields: Readonly<Record<string, string>>;
  /** What is said of the rest where no script runs. */
  readonly rest: string;
}

/** The first paint of /account: who one is and the way out, which work without JavaScript, and where the rest will stand. */
export const accountView = ({ texts, around, account, fields, rest }: AccountView) => html`<div class="account">
<header><a class="brand" href="/">${raw(mark)}<span>${around.host}</span></a>
<div class="row who">${avatar(account)}<span class="quiet">@<bdi>${account.handle}</bdi></span>
<a class="button plain" href="/sign-in?switch&amp;continue=/account"><span>${texts.account.switchAccount}</span></a>
<form method="post" action="/sign-out">${hidden(fields)}<button class="button secondary" type="submit"><span>${texts.account.signOut}</span></button></form></div></header>
<main><h1>${texts.account.title}</h1>
<section class="card without-script" aria-labelledby="section-profile"><h2 id="section-profile">${texts.account.profile.title}</h2>${person(account)}<p class="quiet">${rest}</p></section>
${[texts.account.profile, texts.account.apps, texts.account.history].map(
  ({ title }) => html`<section class="card needs-script"><h2>${title}</h2>${skeleton}</section>`,
)}</main>
<footer>${foot(texts, around)}</footer></div>`;
