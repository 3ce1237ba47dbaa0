import { html, nothing, type TemplateResult } from 'lit';
import { dayText } from '../../ui/day.ts';
import { checkIcon, crossIcon } from '../../ui/icons.ts';
import type { ConsentItem, Interaction } from '../interaction.ts';
import type { ConsentTexts as Texts } from '../texts/consent.ts';

type ConsentTexts = Texts['consent'];

/** Who asks. The address is what Vibe has checked; the name is only what the app calls itself. */
export const asker = (app: Interaction['app'], heading: string, texts: ConsentTexts): TemplateResult => html`<div class="asker">
  <span class="monogram" aria-hidden="true">${app.icon?.startsWith('data:image/') ? html`<img src=${app.icon} alt="" />` : ([...app.name][0] ?? '?')}</span>
  <div class="headline">
    <h1 tabindex="-1"><bdi>${heading}</bdi></h1>
    <p class="quiet">${texts.runsAt} <strong class="address" dir="ltr">${withoutScheme(app.origin)}</strong> · ${texts.verified}</p>
  </div>
</div>`;

/** What one ought to know before reading on: a name in disguise; a permission that has run out. */
export const notices = ({ app, endedAt }: Interaction['consent'], texts: ConsentTexts): TemplateResult => html`
  ${app.looksLike === undefined ? nothing : html`<p class="notice">${texts.looksLike(app.looksLike)}</p>`}
  ${endedAt === undefined ? nothing : html`<p class="notice">${texts.endedOn(dayText(endedAt))}</p>`}`;

/** What is allowed already, folded away: it is not asked again. */
export const held = (items: readonly ConsentItem[], texts: ConsentTexts): TemplateResult => html`<details class="held">
  <summary>${texts.held}</summary>
  <ul class="grants">${items.map((item) => html`<li>${checkIcon}<span class="said">${item.says}</span></li>`)}</ul>
</details>`;

const withoutScheme = (origin: string): string => origin.replace(/^https:\/\//, '');

export const required = (
  app: string,
  items: readonly ConsentItem[],
  texts: ConsentTexts,
): TemplateResult => html`<section aria-labelledby="may">
  <h2 id="may"><bdi>${texts.may(app)}</bdi></h2>
  <ul class="grants">${items.map((item) => html`<li>${checkIcon}<span class="said">${says(item, texts)}</span></li>`)}</ul>
</section>`;

export const optionalItem = (
  item: ConsentItem,
  on: boolean,
  texts: ConsentTexts,
  tick: (on: boolean) => void,
): TemplateResult => html`<label class="choice">
  <input type="checkbox" name="scope" value=${item.scope} .checked=${on} @change=${(event: Event) => tick((event.target as HTMLInputElement).checked)} />
  <span class="said">${says(item, texts)}</span>
</label>`;

const says = (item: ConsentItem, texts: ConsentTexts): TemplateResult =>
  html`<span>${item.says}${
    item.sensitive ? html` <span class="badge">${texts.sensitive}</span>` : nothing
  }${item.before ? html` <span class="badge calm">${texts.before}</span>` : nothing}</span>${
    item.purpose ? html`<q class="quiet purpose" lang=${item.purposeLang ?? nothing} dir="auto">${item.purpose}</q>` : nothing
  }`;

/** What stays closed, who pays, and how it ends. */
export const conditions = ({ cannot, pays, ends }: Interaction['consent'], texts: ConsentTexts): TemplateResult => html`
  <section aria-labelledby="cannot">
    <h2 id="cannot">${texts.cannot}</h2>
    <ul class="grants denied">${cannot.map((each) => html`<li>${crossIcon}<span>${each}</span></li>`)}</ul>
  </section>
  <dl class="terms">
    <div><dt>${texts.pays}</dt><dd>${pays}</dd></div>
    <div><dt>${texts.ends}</dt><dd>${ends}</dd></div>
  </dl>`;
