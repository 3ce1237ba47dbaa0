import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { confirmed } from '../../ui/confirm.ts';
import { dayText } from '../../ui/day.ts';
import { field } from '../../ui/field.ts';
import { moment } from '../../ui/when.ts';
import { api } from '../api.ts';
import { pageLanguage } from '../page-language.ts';
import { type EmailTexts, emailTexts } from '../texts/email.ts';
import { AccountSection } from './section.ts';

interface Known {
  readonly email: Awaited<ReturnType<typeof api.identity.email.query>>;
  readonly events: Awaited<ReturnType<typeof api.identity.events.query>>;
  readonly says: EmailTexts;
}

type Step =
  | { readonly at: 'summary' }
  | { readonly at: 'address' }
  | { readonly at: 'code'; readonly id: string; readonly address: string };

/** One's e-mail address: adding it, changing it with a way back, whether a letter lets one in, and what happened to it lately. */
export class VibeEmailSection extends AccountSection<Known> {
  static override properties = { ...AccountSection.properties, step: { state: true }, complaint: { state: true } };
  protected override readonly name = 'email';
  declare private step: Step;
  declare private complaint: string;

  constructor() {
    super();
    this.step = { at: 'summary' };
    this.complaint = '';
  }

  /** Its words come with what it shows. */
  protected override heading = (): string => (this.loaded.at === 'ready' ? this.loaded.value.says.own.title : '…');

  protected override async load(): Promise<Known> {
    const [email, events, says] = await Promise.all([api.identity.email.query(), api.identity.events.query(), emailTexts(pageLanguage())]);
    return { email, events, says };
  }

  protected override view(known: Known): TemplateResult {
    const { step } = this;
    if (step.at === 'address') return this.addressForm(known);
    if (step.at === 'code') return this.codeForm(known, step);
    return this.summary(known);
  }

  private summary(known: Known): TemplateResult {
    const { email, says } = known;
    const { own } = says;
    if (!email.available && email.address === null) return html`<p class="quiet">${own.off}</p>`;
    return html`${email.recoveryOpensAt ? this.waiting(email.recoveryOpensAt, says) : nothing}
      ${email.address === null ? html`<p class="quiet">${own.none}</p>` : html`<p><strong><bdi dir="ltr">${email.address}</bdi></strong> <span class="quiet">${email.signsIn ? own.signsIn : own.signsInNot}</span></p>`}
      ${email.former.map(({ address, until }) => html`<p class="notice">${own.former(address, dayText(until))}</p>`)}
      <div class="row">
        ${email.available ? button({ label: email.address === null ? own.addFirst : own.change, name: 'open-email', off: this.isBusy(), onClick: () => this.unfold() }) : nothing}
        ${email.address === null ? nothing : this.more(known)}
      </div>
      ${this.history(known)}`;
  }

  private more({ email, says: { own } }: Known): TemplateResult {
    return html`${button({ label: email.signsIn ? own.turnOff : own.turnOn, kind: 'plain', busy: this.isBusy('turn'), off: this.isBusy(), onClick: () => void this.turn(!email.signsIn, own.turned) })}
      ${button({ label: own.remove, kind: 'plain', danger: true, busy: this.isBusy('remove'), off: this.isBusy(), onClick: () => void this.drop(own) })}`;
  }

  private waiting(opensAt: Date, { own }: EmailTexts): TemplateResult {
    const time = opensAt.toLocaleString(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'short' });
    return html`<p class="notice" role="alert">${own.recovery(time)}</p>
      <div>${button({ label: own.stopIt, kind: 'primary', busy: this.isBusy('stop'), onClick: () => void this.stop() })}</div>`;
  }

  private history({ events, says }: Known): TemplateResult | typeof nothing {
    if (events.length === 0) return nothing;
    return html`<details><summary>${says.own.lately}</summary><ul class="list">${events.map(
      ({ what, detail, at, device, network }) =>
        html`<li><div class="grow"><span>${says.events[what]} ${detail === null ? nothing : html`<bdi dir="ltr">${detail}</bdi>`}</span>
          <span class="quiet">${moment(at)}, ${device}, <bdi>${network}</bdi></span></div></li>`,
    )}</ul></details>`;
  }

  private addressForm({ email, says }: Known): TemplateResult {
    const { own, ask } = says;
    return html`<form class="stack" novalidate @submit=${(event: SubmitEvent) => void this.send(event, says)} @keydown=${this.foldOnEscape}>
      ${field({ name: 'email', label: email.address === null ? ask.address : own.newAddress, autocomplete: 'email', plain: true, inputmode: 'email', maxlength: 254, hint: email.address === null ? '' : own.keep, complaint: this.complaint, onInput: () => this.forgive() })}
      <div class="row">
        ${button({ label: own.send, type: 'submit', kind: 'primary', busy: this.isBusy('send'), off: this.isBusy() })}
        ${button({ label: this.texts.account.cancel, onClick: () => this.fold() })}
      </div>
    </form>`;
  }

  private codeForm({ says }: Known, { id, address }: Extract<Step, { at: 'code' }>): TemplateResult {
    const { ask } = says;
    return html`<form class="stack" novalidate @submit=${(event: SubmitEvent) => void this.prove(event, id, says)} @keydown=${this.foldOnEscape}>
      <p role="status">${ask.sent(address)}</p>
      ${field({ name: 'email-code', label: ask.code, autocomplete: 'one-time-code', plain: true, inputmode: 'numeric', maxlength: 12, complaint: this.complaint, onInput: () => this.forgive() })}
      <div class="row">
        ${button({ label: ask.go, type: 'submit', kind: 'primary', busy: this.isBusy('prove'), off: this.isBusy() })}
        ${button({ label: this.texts.account.cancel, onClick: () => this.fold() })}
      </div>
    </form>`;
  }

  private unfold(): void {
    this.step = { at: 'address' };
    this.task = { at: 'idle' };
    void this.focusOn('[name=email]');
  }

  private fold(): void {
    this.step = { at: 'summary' };
    this.complaint = '';
    void this.focusOn('[name=open-email]');
  }

  private readonly foldOnEscape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.fold();
  };

  private forgive(): void {
    this.complaint = '';
  }

  private complain(complaint: string): void {
    this.complaint = complaint;
    this.task = { at: 'idle' };
    void this.focusOn('[aria-invalid=true]');
  }

  private typed(event: SubmitEvent, name: string): string {
    event.preventDefault();
    return String(new FormData(event.target as HTMLFormElement).get(name) ?? '').trim();
  }

  private async send(event: SubmitEvent, { ask }: EmailTexts): Promise<void> {
    const address = this.typed(event, 'email');
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) return this.complain(ask.addressWrong);
    const sent = await this.run('send', async () => {
      const { id } = await api.identity.emailChange.mutate({ address, lang: pageLanguage() });
      this.step = { at: 'code', id, address };
      return '';
    });
    if (sent) await this.focusOn('[name=email-code]');
  }

  private async prove(event: SubmitEvent, id: string, { ask, own }: EmailTexts): Promise<void> {
    const code = this.typed(event, 'email-code').replace(/\D/g, '');
    if (code.length !== 6) return this.complain(ask.codeMissing);
    const act = async (): Promise<string> => {
      await api.identity.emailUse.mutate({ by: { id, code }, lang: pageLanguage() });
      this.step = { at: 'summary' };
      await this.reload();
      return own.added;
    };
    await this.run('prove', act, (error) =>
      error instanceof Error && 'code' in error && error.code === 'invalid_credentials'
        ? { code: error.code as string, message: ask.codeWrong, hint: ask.codeWrongHint }
        : undefined,
    );
  }

  private async turn(on: boolean, says: string): Promise<void> {
    await this.run('turn', async () => {
      await api.identity.emailSignsIn.mutate({ on });
      await this.reload();
      return says;
    });
  }

  private async drop(own: EmailTexts['own']): Promise<void> {
    const yes = await confirmed({ title: own.removeAsk, text: own.none, yes: own.remove, no: this.texts.account.cancel });
    if (!yes) return;
    await this.run('remove', async () => {
      await api.identity.emailRemove.mutate({ lang: pageLanguage() });
      await this.reload();
      return own.removed;
    });
  }

  private async stop(): Promise<void> {
    await this.run('stop', async () => {
      await api.identity.emailStopRecovery.mutate();
      await this.reload();
      return '';
    });
  }
}

customElements.define('vibe-email-section', VibeEmailSection);
