import type { ConsentTexts } from '@vibe/widget/texts';
import { html, raw } from 'hono/html';
import type { InteractionDetails } from '../../rooms/oauth/index.ts';
import { checkIcon, crossIcon, hidden } from './controls.ts';
import { type Around, pageFrame } from './frame.ts';

export interface ConsentView {
  readonly texts: ConsentTexts;
  readonly around: Around;
  readonly uid: string;
  readonly request: InteractionDetails;
  readonly fields: Readonly<Record<string, string>>;
}
type Item = InteractionDetails['consent']['items'][number];

/** The first paint of /consent, and all of it without JavaScript: the same words and places as widget/src/pages/consent. */
export function consentView({ texts, around, uid, request, fields }: ConsentView) {
  const { consent: says } = texts;
  const { app, account, consent } = request;
  const items = consent.items.filter(({ isNew }) => isNew);
  const allowed = consent.items.filter(({ isNew }) => !isNew);
  const must = items.filter(({ optional }) => !optional);
  const may = items.filter(({ optional }) => optional);
  const heading = consent.items.some(({ isNew }) => !isNew) ? says.titleMore(app.name) : says.title(app.name);
  return pageFrame(
    texts,
    around,
    html`<div class="asker"><span class="monogram" aria-hidden="true">${
      app.icon?.startsWith('data:image/') ? html`<img src="${app.icon}" alt="">` : ([...app.name][0] ?? '?')
    }</span><div class="headline"><h1 tabindex="-1"><bdi>${heading}</bdi></h1>
<p class="quiet">${says.runsAt} <strong class="address" dir="ltr">${app.origin.replace(/^https:\/\//, '')}</strong> · ${says.verified}</p></div></div>
${notices(consent, says, around.language)}
<form class="stack wide" method="post" action="/oauth/interaction/${uid}/decision">${hidden(fields)}
${must.map(({ scope }) => html`<input type="hidden" name="scope" value="${scope}">`)}
${
  must.length === 0
    ? ''
    : html`<section aria-labelledby="may"><h2 id="may"><bdi>${says.may(app.name)}</bdi></h2><ul class="grants">${must.map((item) => html`<li>${checkIcon}<span class="said">${itemText(item, says)}</span></li>`)}</ul></section>`
}
${may.length === 0 ? '' : html`<fieldset class="optional stack"><legend>${says.optional}</legend>${may.map((item) => choice(item, says))}</fieldset>`}
${
  allowed.length === 0
    ? ''
    : html`<details class="held"><summary>${says.held}</summary><ul class="grants">${allowed.map((item) => html`<li>${checkIcon}<span class="said">${item.says}</span></li>`)}</ul></details>`
}
<section aria-labelledby="cannot"><h2 id="cannot">${says.cannot}</h2><ul class="grants denied">${consent.cannot.map((each) => html`<li>${crossIcon}<span>${each}</span></li>`)}</ul></section>
<dl class="terms"><div><dt>${says.pays}</dt><dd>${consent.pays}</dd></div><div><dt>${says.ends}</dt><dd>${consent.ends}</dd></div></dl>
${account === null ? '' : html`<p class="quiet switch">${says.signedInAs} <bdi>@${account.handle}</bdi>. <a href="/sign-in?interaction=${uid}">${says.notYou}</a></p>`}
<div class="decision">${answer('deny', says.deny)}${answer('allow', says.allow)}</div></form>`,
    true,
  );
}

/** A name in disguise; a permission that has run out. */
const notices = ({ app, endedAt }: InteractionDetails['consent'], says: ConsentTexts['consent'], language: string) => [
  app.looksLike === undefined ? '' : html`<p class="notice">${says.looksLike(app.looksLike)}</p>`,
  endedAt === undefined
    ? ''
    : html`<p class="notice">${says.endedOn(new Date(endedAt).toLocaleDateString(language, { dateStyle: 'long' }))}</p>`,
];

const answer = (value: string, label: string) =>
  html`<button class="button secondary wide" type="submit" name="decision" value="${value}"><span>${label}</span></button>`;

const choice = (item: Item, says: ConsentTexts['consent']) =>
  html`<label class="choice"><input type="checkbox" name="scope" value="${item.scope}"><span class="said">${itemText(item, says)}</span></label>`;

const itemText = ({ says: text, sensitive, before, purpose, purposeLang }: Item, says: ConsentTexts['consent']) =>
  html`<span>${text}${sensitive ? html` <span class="badge">${says.sensitive}</span>` : ''}${before ? html` <span class="badge calm">${says.before}</span>` : ''}</span>${
    purpose === undefined
      ? ''
      : html`<q class="quiet purpose" ${purposeLang === undefined ? '' : raw(`lang="${purposeLang}"`)} dir="auto">${purpose}</q>`
  }`;

/** It was answered already, or it is too old. */
export const consentGone = (texts: ConsentTexts, around: Around) =>
  pageFrame(texts, around, html`<h1>${texts.consent.gone}</h1><p>${texts.consent.goneHint}</p>`);
