import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { LightElement } from '../../ui/light-element.ts';
import { person } from '../../ui/person.ts';
import { problemOf } from '../../ui/problem.ts';
import '../../ui/problem-notice.ts';
import { idle, isBusy, problemOfTask, type Task } from '../../ui/task.ts';
import { api } from '../api.ts';
import { skeleton } from '../page-frame.ts';
import { pageLanguage } from '../page-language.ts';
import type { EmailTexts } from '../texts/email.ts';
import type { SignInTexts as Texts } from '../texts/sign-in.ts';
import type { LetterToken } from './letter-token.ts';
import { ProvedEvent } from './phase.ts';

type Link = Awaited<ReturnType<typeof api.identity.emailPeek.mutate>>;
type At =
  | { readonly at: 'loading' }
  | { readonly at: 'gone' }
  | { readonly at: 'link'; readonly link: Link }
  | { readonly at: 'undo' }
  | { readonly at: 'stop' }
  | { readonly at: 'done'; readonly says: string; readonly hint?: string };

/** What the link of a letter opens: it says what it is about, and a button does it. Opening it alone does nothing. Fires `vibe-proved` as the code does. */
export class VibeLetterLink extends LightElement {
  static override properties = {
    texts: { attribute: false },
    says: { attribute: false },
    letter: { attribute: false },
    step: { state: true },
    task: { state: true },
  };
  declare texts: Texts;
  declare says: EmailTexts;
  declare letter: LetterToken;
  declare private step: At;
  declare private task: Task<'do'>;

  constructor() {
    super();
    this.step = { at: 'loading' };
    this.task = idle;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  private async look(): Promise<void> {
    const { does, token } = this.letter;
    if (does !== 'mail') {
      this.step = { at: does };
      return;
    }
    await this.act(async () => {
      this.step = { at: 'link', link: await api.identity.emailPeek.mutate({ token }) };
    });
  }

  protected override render(): TemplateResult {
    const { letter } = this.says;
    const { step } = this;
    return html`<div class="stack">
      ${step.at === 'loading' && this.task.at !== 'failed' ? skeleton(this.texts.link.checking) : nothing}
      ${step.at === 'gone' ? html`<p role="status"><strong>${letter.gone}</strong></p><p>${letter.goneHint}</p>` : nothing}
      ${step.at === 'link' ? this.link(step.link) : nothing}
      ${step.at === 'undo' ? this.offer(letter.undoSays, letter.undo, () => this.undo()) : nothing}
      ${step.at === 'stop' ? this.offer(letter.stopSays, letter.stop, () => this.stop()) : nothing}
      ${step.at === 'done' ? html`<p role="status"><strong>${step.says}</strong></p>${step.hint ? html`<p>${step.hint}</p>` : nothing}` : nothing}
      <vibe-problem retry .texts=${this.texts} .problem=${problemOfTask(this.task)} @vibe-retry=${() => void this.look()}></vibe-problem>
    </div>`;
  }

  private link(link: Link): TemplateResult {
    const { letter } = this.says;
    const waits = link.opensAt.getTime() > Date.now() ? html`<p>${letter.waits(this.time(link.opensAt))}</p>` : nothing;
    const who = link.profile ? person(link.profile) : nothing;
    if (link.code !== null)
      return html`${who}${waits}<p>${letter.elsewhere}</p><p class="one-time-code" dir="ltr"><code>${link.code}</code></p><p class="quiet">${letter.elsewhereHint}</p>`;
    if (waits !== nothing) return html`${who}${waits}`;
    const labels = { sign_in: letter.signIn, sign_up: letter.signUp, recover: letter.recover, add: letter.add(link.address) };
    return html`${who}${this.doIt(labels[link.purpose], () => this.use())}`;
  }

  private offer(says: string, label: string, act: () => Promise<void>): TemplateResult {
    return html`<p>${says}</p>${this.doIt(label, act)}`;
  }

  private doIt(label: string, act: () => Promise<void>): TemplateResult {
    return button({ label, kind: 'primary', wide: true, busy: isBusy(this.task), onClick: () => void this.act(act) });
  }

  private async use(): Promise<void> {
    const used = await api.identity.emailUse.mutate({ by: { token: this.letter.token }, lang: pageLanguage() });
    if (used.done === 'proved') this.dispatchEvent(new ProvedEvent(used.id, used.address));
    else location.assign(used.done === 'signed_in' && !used.recovered ? (used.continueTo ?? '/account') : '/account');
  }

  private async undo(): Promise<void> {
    const { letter } = this.says;
    const { address } = await api.identity.emailUndo.mutate({ token: this.letter.token, lang: pageLanguage() });
    this.step = { at: 'done', says: letter.undone(address), hint: letter.undoneHint };
  }

  private async stop(): Promise<void> {
    await api.identity.emailStop.mutate({ token: this.letter.token });
    this.step = { at: 'done', says: this.says.letter.stopped };
  }

  private async act(act: () => Promise<void>): Promise<void> {
    this.task = { at: 'busy', what: 'do' };
    try {
      await act();
      this.task = idle;
    } catch (error) {
      const problem = problemOf(error, this.texts);
      const gone = problem.code === 'invalid_credentials' || problem.code === 'bad_request';
      if (gone) this.step = { at: 'gone' };
      this.task = gone ? idle : { at: 'failed', what: 'do', problem };
    }
  }

  private readonly time = (date: Date): string =>
    date.toLocaleString(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'short' });
}

customElements.define('vibe-letter-link', VibeLetterLink);

declare global {
  interface HTMLElementTagNameMap {
    'vibe-letter-link': VibeLetterLink;
  }
}
