import type { Profile } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { LightElement } from '../../ui/light-element.ts';
import { person } from '../../ui/person.ts';
import { problemOf } from '../../ui/problem.ts';
import '../../ui/problem-notice.ts';
import { idle, isBusy, problemOfTask, type Task } from '../../ui/task.ts';
import { api } from '../api.ts';
import type { SignInBoot } from '../boot.ts';
import { decide, type Interaction, interactionUrl } from '../interaction.ts';
import { pageFrame, skeleton } from '../page-frame.ts';
import type { SignInTexts as Texts } from '../texts/sign-in.ts';
import { begin, takeTokens } from './begin.ts';
import { loadLetters } from './letters.ts';
import type { Phase, ProvedEvent } from './phase.ts';
import './sign-in-form.ts';

/** Sign in, sign up, go on with who is signed in already, or use a one-time link; then back to where it was asked for. */
export class SignInPage extends LightElement {
  static override properties = {
    boot: { attribute: false },
    texts: { attribute: false },
    phase: { state: true },
    interaction: { state: true },
    task: { state: true },
  };
  declare boot: SignInBoot;
  declare texts: Texts;
  declare private phase: Phase;
  declare private interaction: Interaction | undefined;
  declare private task: Task<'link' | 'continue' | 'email'>;
  private tokens: ReturnType<typeof takeTokens> = { link: undefined, letter: undefined };
  private requestIsOver = false;

  constructor() {
    super();
    this.phase = { at: 'loading' };
    this.task = idle;
    this.addEventListener('vibe-entered', () => this.leave());
    this.addEventListener('vibe-proved', (event) => void this.join(event));
    this.addEventListener('vibe-by-email', () => void this.byEmail());
  }

  async prepare(): Promise<void> {
    this.tokens = takeTokens();
    await this.begin();
    if (this.phase.at === 'sign-up') await loadSignUp();
    // Of a form that was sent before the script was here.
    const { trouble } = this.boot;
    if (trouble) this.task = { at: 'failed', what: 'continue', problem: { code: 'form', ...trouble } };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.followAddress);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.followAddress);
  }

  private async begin(): Promise<void> {
    this.phase = { at: 'loading' };
    const { phase, interaction, requestIsOver = false } = await begin(this.boot, this.tokens, this.form(), this.texts);
    this.interaction = interaction;
    this.requestIsOver = requestIsOver;
    this.phase = phase;
  }

  private form(): Phase {
    return { at: new URLSearchParams(location.search).get('mode') === 'sign-up' ? 'sign-up' : 'sign-in' };
  }

  protected override willUpdate(): void {
    document.title = `${this.heading()} · ${this.texts.brand}`;
  }

  protected override render(): TemplateResult {
    const { phase, texts } = this;
    return pageFrame(
      texts,
      html`<div class="headline"><h1 tabindex="-1">${this.heading()}</h1>${this.app()}</div>
        ${phase.at === 'loading' ? skeleton(texts.link.checking) : nothing}
        ${phase.at === 'link' ? this.link(phase.profile) : nothing}
        ${phase.at === 'link-gone' ? html`<p>${texts.link.goneHint}</p>${button({ label: texts.link.otherWay, kind: 'primary', wide: true, onClick: () => this.go('sign-in') })}` : nothing}
        ${phase.at === 'known' ? this.known(phase.profile) : nothing}
        ${phase.at === 'failed' ? html`<vibe-problem retry .texts=${texts} .problem=${phase.problem} @vibe-retry=${() => void this.begin()}></vibe-problem>` : nothing}
        ${this.requestIsOver ? html`<p class="notice">${texts.signIn.requestIsOver}</p>` : nothing}
        <vibe-problem .texts=${texts} .problem=${problemOfTask(this.task)}></vibe-problem>
        ${phase.at === 'letter' ? html`<vibe-letter-link .texts=${texts} .says=${phase.says} .letter=${phase.letter}></vibe-letter-link>${this.otherWay()}` : nothing}
        ${phase.at === 'email' ? html`<vibe-by-email .texts=${texts} .says=${phase.says} continueTo=${this.pathOn()}></vibe-by-email>${this.otherWay()}` : nothing}
        ${phase.at === 'sign-in' ? html`<vibe-sign-in-form .texts=${texts} handle=${this.meant()} ?mail=${this.boot.mail}></vibe-sign-in-form>${this.other(texts.signIn.newHere, texts.signIn.toSignUp, 'sign-up')}` : nothing}
        ${phase.at === 'sign-up' && phase.proved ? html`<p role="status">${phase.proved.says}</p>` : nothing}
        ${phase.at === 'sign-up' ? html`<vibe-sign-up-form .texts=${texts} letter=${phase.proved?.id ?? nothing}></vibe-sign-up-form>${this.other(texts.signUp.known, texts.signUp.toSignIn, 'sign-in')}` : nothing}`,
    );
  }

  private heading(): string {
    const { texts, phase } = this;
    switch (phase.at) {
      case 'link':
        return texts.link.title;
      case 'link-gone':
        return texts.link.gone;
      case 'known':
        return texts.known.title;
      case 'sign-up':
        return texts.signUp.title;
      default:
        return texts.signIn.title;
    }
  }

  private app(): TemplateResult | typeof nothing {
    if (!this.interaction) return nothing;
    const { name, origin } = this.interaction.app;
    return html`<p>${this.texts.signIn.to} <strong><bdi>${name}</bdi></strong> <span class="quiet">${new URL(origin).host}</span></p>`;
  }

  private link(profile: Profile): TemplateResult {
    const { texts } = this;
    const { account } = this.boot;
    const other = account && account.did !== profile.did ? account : undefined;
    return html`${person(profile)}
      ${button({ label: texts.known.continueAs(profile.name), kind: 'primary', wide: true, busy: isBusy(this.task, 'link'), onClick: () => void this.takeLink() })}
      <p class="quiet">${texts.link.works} ${other ? texts.link.beside(other.name) : nothing}</p>`;
  }

  private known(profile: Profile): TemplateResult {
    const { texts } = this;
    return html`${person(profile)}
      <div class="stack">
        ${button({ label: texts.known.continueAs(profile.name), kind: 'primary', wide: true, busy: isBusy(this.task, 'continue'), onClick: () => void this.goOn() })}
        ${button({ label: texts.known.other, wide: true, off: isBusy(this.task), onClick: () => this.go('sign-in') })}
      </div>`;
  }

  private other(question: string, label: string, to: 'sign-in' | 'sign-up'): TemplateResult {
    return html`<p class="switch">${question} <button class="linklike" type="button" @click=${() => this.go(to)}>${label}</button></p>`;
  }

  private otherWay(): TemplateResult {
    return html`<p class="switch"><button class="linklike" type="button" @click=${() => this.go('sign-in')}>${this.texts.link.otherWay}</button></p>`;
  }

  private async byEmail(): Promise<void> {
    this.task = { at: 'busy', what: 'email' };
    try {
      this.phase = { at: 'email', says: await loadLetters() };
      this.task = idle;
    } catch (error) {
      this.task = { at: 'failed', what: 'email', problem: problemOf(error, this.texts) };
    }
  }

  private async join({ id, address }: ProvedEvent): Promise<void> {
    const [{ ask }] = await Promise.all([loadLetters(), loadSignUp()]);
    this.phase = { at: 'sign-up', proved: { id, says: ask.proved(address) } };
  }

  /** Where a letter's link goes on, in a tab that knows nothing of this one: a path of this server. */
  private pathOn(): string {
    const { interaction, continueTo } = this.boot;
    if (interaction !== undefined && !this.requestIsOver) return interactionUrl(interaction);
    return continueTo.startsWith('/') ? continueTo : `/sign-in?continue=${encodeURIComponent(continueTo)}`;
  }

  /** Whom the app has in mind, when it says so; not whoever is signed in: that one may just be the wrong one. */
  private meant(): string {
    const hint = this.interaction?.login_hint ?? '';
    return hint.startsWith('did:') ? '' : hint;
  }

  private go(to: 'sign-in' | 'sign-up'): void {
    if (to === 'sign-up') void loadSignUp();
    const url = new URL(location.href);
    if (to === 'sign-up') url.searchParams.set('mode', 'sign-up');
    else url.searchParams.delete('mode');
    if (url.href !== location.href) history.pushState(null, '', url);
    this.task = idle;
    this.phase = { at: to };
  }

  private readonly followAddress = (): void => {
    // Another link was opened in this very tab, and differs in what stands behind the # alone.
    if (location.hash.length > 1) location.reload();
    this.phase = this.form();
    void loadSignUp();
  };

  private async takeLink(): Promise<void> {
    if (this.phase.at !== 'link') return;
    const { token } = this.phase;
    this.task = { at: 'busy', what: 'link' };
    try {
      const { continueTo } = await api.identity.useSignInLink.mutate({ token });
      location.assign(continueTo);
    } catch (error) {
      const problem = problemOf(error, this.texts);
      if (problem.code === 'invalid_credentials') this.phase = { at: 'link-gone' };
      this.task = problem.code === 'invalid_credentials' ? idle : { at: 'failed', what: 'link', problem };
    }
  }

  private async goOn(): Promise<void> {
    if (this.interaction?.prompt !== 'select_account' || this.boot.interaction === undefined) return this.leave();
    this.task = { at: 'busy', what: 'continue' };
    try {
      location.assign(await decide(this.boot.interaction, { allow: true }));
    } catch (error) {
      this.task = { at: 'failed', what: 'continue', problem: problemOf(error, this.texts) };
    }
  }

  private leave(): void {
    const { interaction, continueTo } = this.boot;
    location.assign(interaction === undefined || this.requestIsOver ? continueTo : interactionUrl(interaction));
  }
}

/** Most people sign in: only who signs up waits for its form. */
const loadSignUp = () => import('./sign-up-form.ts');

customElements.define('vibe-sign-in-page', SignInPage);
