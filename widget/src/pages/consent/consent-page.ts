import type { Scope } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { openerIs, tellOpener } from '../../port/tell-opener.ts';
import { button } from '../../ui/button.ts';
import { LightElement } from '../../ui/light-element.ts';
import { type Problem, problemOf } from '../../ui/problem.ts';
import '../../ui/problem-notice.ts';
import { idle, isBusy, problemOfTask, type Task } from '../../ui/task.ts';
import type { ConsentBoot } from '../boot.ts';
import { decide, type Interaction, readInteraction } from '../interaction.ts';
import { pageFrame, skeleton } from '../page-frame.ts';
import type { ConsentTexts as Texts } from '../texts/consent.ts';
import { hasJustComeToFront } from '../to-front.ts';
import { asker, conditions, held, notices, optionalItem, required } from './parts.ts';

type Phase =
  | { readonly at: 'loading' }
  | { readonly at: 'asking'; readonly interaction: Interaction }
  | { readonly at: 'failed'; readonly problem: Problem }
  | { readonly at: 'leaving' };

/** Who asks, for what, what stays closed to them, who pays, how it ends; two buttons that weigh the same. */
export class ConsentPage extends LightElement {
  static override properties = {
    boot: { attribute: false },
    texts: { attribute: false },
    phase: { state: true },
    ticked: { state: true },
    task: { state: true },
  };
  declare boot: ConsentBoot;
  declare texts: Texts;
  declare private phase: Phase;
  /** The optional scopes that the person chose. Empty at first: nobody ticks for them. */
  declare private ticked: ReadonlySet<Scope>;
  declare private task: Task<'allow' | 'deny'>;

  constructor() {
    super();
    this.phase = { at: 'loading' };
    this.ticked = new Set();
    this.task = idle;
  }

  prepare(): Promise<void> {
    return this.load();
  }

  private async load(): Promise<void> {
    this.phase = { at: 'loading' };
    try {
      const interaction = this.boot.request ?? (await readInteraction(this.boot.interaction));
      if (!interaction.account) return this.signInFirst();
      openerIs(interaction.app.origin);
      tellOpener(interaction.consent.items.some(({ isNew }) => !isNew) ? 'incremental_consent' : 'first_consent');
      document.title = `${this.heading(interaction)} · ${this.texts.brand}`;
      this.phase = { at: 'asking', interaction };
      void this.focusOn('h1');
    } catch (error) {
      this.phase = { at: 'failed', problem: problemOf(error, this.texts) };
    }
  }

  protected override render(): TemplateResult {
    const { phase, texts } = this;
    switch (phase.at) {
      case 'loading':
        return pageFrame(texts, html`<h1 class="visually-hidden">${texts.consent.loading}</h1>${skeleton(texts.consent.loading)}`);
      case 'failed':
        return pageFrame(texts, this.failed(phase.problem));
      case 'leaving':
        return pageFrame(texts, html`<h1 class="visually-hidden">${texts.consent.leaving}</h1>${skeleton(texts.consent.leaving)}`);
      case 'asking':
        return pageFrame(texts, this.asking(phase.interaction), true);
    }
  }

  private failed(problem: Problem): TemplateResult {
    const { consent } = this.texts;
    if (problem.code === 'not_found') return html`<h1>${consent.gone}</h1><p>${consent.goneHint}</p>`;
    return html`<h1>${this.texts.problem.internal}</h1>
      <vibe-problem retry .texts=${this.texts} .problem=${problem} @vibe-retry=${() => void this.load()}></vibe-problem>`;
  }

  private asking(interaction: Interaction): TemplateResult {
    const { consent } = this.texts;
    const { app, account } = interaction;
    const items = interaction.consent.items.filter((item) => item.isNew);
    const allowed = interaction.consent.items.filter((item) => !item.isNew);
    const must = items.filter((item) => !item.optional);
    const may = items.filter((item) => item.optional);
    return html`
      ${asker(app, this.heading(interaction), consent)}
      ${notices(interaction.consent, consent)}
      ${must.length > 0 ? required(app.name, must, consent) : nothing}
      ${
        may.length > 0
          ? html`<fieldset class="optional stack"><legend>${consent.optional}</legend>
              ${may.map((item) => optionalItem(item, this.ticked.has(item.scope), consent, (on) => this.tick(item.scope, on)))}</fieldset>`
          : nothing
      }
      ${allowed.length > 0 ? held(allowed, consent) : nothing}
      ${conditions(interaction.consent, consent)}
      ${
        account
          ? html`<p class="quiet switch">${consent.signedInAs} <bdi>@${account.handle}</bdi>.
              <a href="/sign-in?interaction=${encodeURIComponent(this.boot.interaction)}">${consent.notYou}</a></p>`
          : nothing
      }
      <vibe-problem .texts=${this.texts} .problem=${problemOfTask(this.task)}></vibe-problem>
      <div class="decision">
        ${button({ label: consent.deny, wide: true, busy: isBusy(this.task, 'deny'), off: isBusy(this.task), onClick: () => void this.decide(false, interaction) })}
        ${button({ label: consent.allow, wide: true, busy: isBusy(this.task, 'allow'), off: isBusy(this.task), onClick: () => void this.decide(true, interaction) })}
      </div>`;
  }

  private heading({ app, consent }: Interaction): string {
    const more = consent.items.some((item) => !item.isNew);
    return more ? this.texts.consent.titleMore(app.name) : this.texts.consent.title(app.name);
  }

  private tick(scope: Scope, on: boolean): void {
    this.ticked = new Set(on ? [...this.ticked, scope] : [...this.ticked].filter((each) => each !== scope));
  }

  private async decide(allow: boolean, { consent }: Interaction): Promise<void> {
    if (allow && hasJustComeToFront()) return;
    this.task = { at: 'busy', what: allow ? 'allow' : 'deny' };
    const agreed = consent.items.filter((item) => item.isNew && (!item.optional || this.ticked.has(item.scope)));
    try {
      const next = await decide(this.boot.interaction, allow ? { allow, scopes: agreed.map((item) => item.scope) } : { allow });
      this.phase = { at: 'leaving' };
      location.assign(next);
    } catch (error) {
      const problem = problemOf(error, this.texts);
      if (problem.code === 'not_signed_in') return this.signInFirst();
      this.task = { at: 'failed', what: allow ? 'allow' : 'deny', problem };
    }
  }

  /** The session ended while the page stood open. The request waits. */
  private signInFirst(): void {
    this.phase = { at: 'leaving' };
    location.assign(`/sign-in?interaction=${encodeURIComponent(this.boot.interaction)}`);
  }
}

customElements.define('vibe-consent-page', ConsentPage);
