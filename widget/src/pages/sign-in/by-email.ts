import { html, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { field } from '../../ui/field.ts';
import { LightElement } from '../../ui/light-element.ts';
import { type Problem, problemOf } from '../../ui/problem.ts';
import '../../ui/problem-notice.ts';
import { idle, isBusy, problemOfTask, type Task } from '../../ui/task.ts';
import { api } from '../api.ts';
import { pageLanguage } from '../page-language.ts';
import type { EmailTexts } from '../texts/email.ts';
import type { SignInTexts as Texts } from '../texts/sign-in.ts';
import { EnteredEvent, ProvedEvent } from './phase.ts';

type Purpose = 'sign_in' | 'recover';
type At = { readonly at: 'asking' } | { readonly at: 'sent'; readonly id: string };

/** An address, then the code from the letter that went there. Fires `vibe-entered`, or `vibe-proved` when nobody has the address yet. */
export class VibeByEmail extends LightElement {
  static override properties = {
    texts: { attribute: false },
    says: { attribute: false },
    continueTo: { type: String },
    purpose: { state: true },
    step: { state: true },
    task: { state: true },
    address: { state: true },
    complaint: { state: true },
  };
  declare texts: Texts;
  declare says: EmailTexts;
  /** Where a letter's link leads that is opened in another tab: a path of this server. */
  declare continueTo: string;
  declare private purpose: Purpose;
  declare private step: At;
  declare private task: Task<'ask' | 'again' | 'use'>;
  declare private address: string;
  declare private complaint: string;

  constructor() {
    super();
    this.continueTo = '/account';
    this.purpose = 'sign_in';
    this.step = { at: 'asking' };
    this.task = idle;
    this.address = '';
    this.complaint = '';
  }

  protected override firstUpdated(): void {
    void this.focusOn('[name=address]');
  }

  protected override render(): TemplateResult {
    return this.step.at === 'asking' ? this.asking() : this.sent(this.step.id);
  }

  private asking(): TemplateResult {
    const { ask } = this.says;
    const recovers = this.purpose === 'recover';
    return html`<form class="stack" novalidate @submit=${this.ask}>
      ${field({ name: 'address', label: ask.address, autocomplete: 'email', plain: true, inputmode: 'email', maxlength: 254, value: this.address, hint: recovers ? ask.recoverHint : ask.askHint, complaint: this.complaint, onInput: (value) => this.type(value) })}
      <vibe-problem .texts=${this.texts} .problem=${problemOfTask(this.task)}></vibe-problem>
      ${button({ label: recovers ? ask.recoverAsk : ask.ask, type: 'submit', kind: 'primary', wide: true, busy: isBusy(this.task, 'ask'), off: isBusy(this.task) })}
      ${button({ label: recovers ? ask.notLost : ask.lost, kind: 'plain', wide: true, name: 'purpose', off: isBusy(this.task), onClick: () => this.turn() })}
    </form>`;
  }

  private sent(id: string): TemplateResult {
    const { ask } = this.says;
    return html`<form class="stack" novalidate @submit=${(event: SubmitEvent) => void this.use(event, id)}>
      <p role="status">${ask.sent(this.address)}</p>
      <p class="quiet">${ask.sentHint}</p>
      ${field({ name: 'code', label: ask.code, autocomplete: 'one-time-code', plain: true, inputmode: 'numeric', maxlength: 12, complaint: this.complaint, onInput: () => this.forgive() })}
      <vibe-problem .texts=${this.texts} .problem=${problemOfTask(this.task)}></vibe-problem>
      ${button({ label: ask.go, type: 'submit', kind: 'primary', wide: true, busy: isBusy(this.task, 'use'), off: isBusy(this.task) })}
      ${button({ label: ask.again, kind: 'plain', wide: true, busy: isBusy(this.task, 'again'), off: isBusy(this.task), onClick: () => void this.send('again') })}
      ${button({ label: ask.otherAddress, kind: 'plain', wide: true, off: isBusy(this.task), onClick: () => this.restart() })}
    </form>`;
  }

  private type(value: string): void {
    this.address = value;
    this.forgive();
  }

  private forgive(): void {
    this.complaint = '';
  }

  private turn(): void {
    this.purpose = this.purpose === 'recover' ? 'sign_in' : 'recover';
    this.task = idle;
    void this.focusOn('[name=address]');
  }

  private restart(): void {
    this.step = { at: 'asking' };
    this.task = idle;
    this.forgive();
    void this.focusOn('[name=address]');
  }

  private async ask(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy(this.task)) return;
    this.address = this.address.trim();
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(this.address)) return this.complain(this.says.ask.addressWrong);
    await this.send('ask');
  }

  private async send(what: 'ask' | 'again'): Promise<void> {
    this.task = { at: 'busy', what };
    const { address, purpose, continueTo } = this;
    try {
      const { id } = await api.identity.emailAsk.mutate({ address, purpose, continueTo, lang: pageLanguage() });
      this.step = { at: 'sent', id };
      this.task = idle;
      await this.focusOn('[name=code]');
    } catch (error) {
      const problem = problemOf(error, this.texts);
      if (problem.code === 'bad_request') this.complain(this.says.ask.addressWrong);
      else this.task = { at: 'failed', what, problem };
    }
  }

  private async use(event: SubmitEvent, id: string): Promise<void> {
    event.preventDefault();
    if (isBusy(this.task)) return;
    const code = String(new FormData(event.target as HTMLFormElement).get('code') ?? '').replace(/\D/g, '');
    if (code.length !== 6) return this.complain(this.says.ask.codeMissing);
    this.task = { at: 'busy', what: 'use' };
    try {
      const used = await api.identity.emailUse.mutate({ by: { id, code }, lang: pageLanguage() });
      if (used.done === 'proved') this.dispatchEvent(new ProvedEvent(used.id, used.address));
      else if (used.done === 'signed_in' && used.recovered) location.assign('/account');
      else this.dispatchEvent(new EnteredEvent());
    } catch (error) {
      this.task = { at: 'failed', what: 'use', problem: this.explain(error) };
      void this.focusOn('[name=code]');
    }
  }

  private explain(error: unknown): Problem {
    const { ask } = this.says;
    const problem = problemOf(error, this.texts);
    return problem.code === 'invalid_credentials' ? { code: problem.code, message: ask.codeWrong, hint: ask.codeWrongHint } : problem;
  }

  private complain(complaint: string): void {
    this.complaint = complaint;
    this.task = idle;
    void this.focusOn('[aria-invalid=true]');
  }
}

customElements.define('vibe-by-email', VibeByEmail);

declare global {
  interface HTMLElementTagNameMap {
    'vibe-by-email': VibeByEmail;
  }
}
