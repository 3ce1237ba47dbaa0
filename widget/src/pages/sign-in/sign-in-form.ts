import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { field } from '../../ui/field.ts';
import { passkeyIcon } from '../../ui/icons.ts';
import { LightElement } from '../../ui/light-element.ts';
import '../../ui/password-field.ts';
import { type Problem, problemOf } from '../../ui/problem.ts';
import '../../ui/problem-notice.ts';
import { idle, isBusy, problemOfTask, type Task } from '../../ui/task.ts';
import { api } from '../api.ts';
import { canOfferInAutofill, hasPasskeys, signInWithPasskey, wasCancelled } from '../passkey.ts';
import type { SignInTexts as Texts } from '../texts/sign-in.ts';
import { cleanHandle } from './handle.ts';
import { ByEmailEvent, EnteredEvent } from './phase.ts';

interface Complaints {
  readonly handle?: string;
  readonly password?: string;
  readonly code?: string;
}

type Secret = 'password' | 'code';

/** Shorter than a challenge lives (5 minutes). */
const offerAgainAfterMs = 240_000;

/** Passkey by button or from the handle's autofill; handle and password below, or a recovery code in its place. Fires `vibe-entered`. */
export class VibeSignInForm extends LightElement {
  static override properties = {
    texts: { attribute: false },
    handle: { type: String },
    mail: { type: Boolean },
    task: { state: true },
    complaints: { state: true },
    asks: { state: true },
  };
  declare texts: Texts;
  /** Filled in when it is known who is meant. */
  declare handle: string;
  /** This server sends e-mail: a letter is another way in. */
  declare mail: boolean;
  declare private task: Task<Secret | 'passkey'>;
  /** What the form takes beside the handle. */
  declare private asks: Secret;
  declare private complaints: Complaints;

  private nextOffer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.handle = '';
    this.mail = false;
    this.task = idle;
    this.complaints = {};
    this.asks = 'password';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.nextOffer);
  }

  protected override firstUpdated(): void {
    // A touch screen would open its keyboard over the page.
    if (matchMedia('(pointer: fine)').matches)
      this.querySelector<HTMLInputElement>(this.handle ? '[name=password]' : '[name=handle]')?.focus();
    void this.offerInAutofill();
  }

  protected override render(): TemplateResult {
    const { signIn } = this.texts;
    return html`
      ${
        hasPasskeys
          ? html`${button({ label: signIn.passkey, kind: 'primary', wide: true, icon: passkeyIcon, busy: isBusy(this.task, 'passkey'), off: isBusy(this.task), onClick: () => void this.usePasskey() })}
            <p class="or">${signIn.or}</p>`
          : nothing
      }
      <form class="stack" novalidate @submit=${this.submit}>
        ${field({ name: 'handle', label: signIn.handle, autocomplete: 'username webauthn', plain: true, prefix: '@', maxlength: 64, value: this.handle, complaint: this.complaints.handle, onInput: (value) => this.typeHandle(value) })}
        ${this.asks === 'password' ? this.passwordField() : this.codeField()}
        <vibe-problem .texts=${this.texts} .problem=${problemOfTask(this.task)}></vibe-problem>
        ${button({ label: signIn.submit, type: 'submit', kind: hasPasskeys ? 'secondary' : 'primary', wide: true, busy: isBusy(this.task, this.asks), off: isBusy(this.task) })}
        ${button({ label: this.asks === 'password' ? signIn.useRecovery : signIn.usePassword, kind: 'plain', wide: true, off: isBusy(this.task), onClick: () => this.askOther() })}
        ${this.mail ? button({ label: signIn.useEmail, kind: 'plain', wide: true, name: 'email', off: isBusy(this.task), onClick: () => void this.dispatchEvent(new ByEmailEvent()) }) : nothing}
      </form>`;
  }

  private passwordField(): TemplateResult {
    const { signIn } = this.texts;
    return html`<vibe-password-field .texts=${signIn} .field=${{ name: 'password', label: signIn.password, autocomplete: 'current-password', maxlength: 256, complaint: this.complaints.password, onInput: () => this.forgive('password') }}></vibe-password-field>`;
  }

  private codeField(): TemplateResult {
    const { signIn } = this.texts;
    return field({
      name: 'code',
      label: signIn.recoveryCode,
      autocomplete: 'off',
      plain: true,
      maxlength: 64,
      hint: signIn.recoveryHint,
      complaint: this.complaints.code,
      onInput: () => this.forgive('code'),
    });
  }

  private askOther(): void {
    this.asks = this.asks === 'password' ? 'code' : 'password';
    this.complaints = {};
    this.task = idle;
    void this.focusOn(cleanHandle(this.handle) === '' ? '[name=handle]' : `[name=${this.asks}]`);
  }

  private typeHandle(value: string): void {
    this.handle = value;
    this.forgive('handle');
  }

  private forgive(name: keyof Complaints): void {
    if (this.complaints[name]) this.complaints = { ...this.complaints, [name]: '' };
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy(this.task)) return;
    const { signIn } = this.texts;
    const handle = cleanHandle(this.handle);
    const { asks } = this;
    const secret = String(new FormData(event.target as HTMLFormElement).get(asks) ?? '');
    this.complaints = {
      ...(handle === '' && { handle: signIn.handleMissing }),
      ...(secret === '' && { [asks]: asks === 'code' ? signIn.recoveryMissing : signIn.passwordMissing }),
    };
    if (Object.keys(this.complaints).length > 0) {
      this.task = idle;
      return this.focusOn('[aria-invalid=true]');
    }
    await this.enter(asks, () =>
      asks === 'code'
        ? api.identity.useRecoveryCode.mutate({ handle, code: secret })
        : api.identity.signIn.mutate({ handle, password: secret }),
    );
    if (this.task.at === 'failed') void this.focusOn(`[name=${asks}]`);
  }

  private async usePasskey(): Promise<void> {
    await this.enter('passkey', () => signInWithPasskey());
    if (this.task.at === 'failed') void this.offerInAutofill();
  }

  private async enter(what: Secret | 'passkey', sign: () => Promise<unknown>): Promise<void> {
    this.task = { at: 'busy', what };
    try {
      await sign();
      this.dispatchEvent(new EnteredEvent());
    } catch (error) {
      this.task = { at: 'failed', what, problem: this.explain(what, error) };
    }
  }

  private explain(what: Secret | 'passkey', error: unknown): Problem {
    const { signIn } = this.texts;
    if (wasCancelled(error)) return { code: 'cancelled', message: signIn.passkeyCancelled, hint: signIn.passkeyCancelledHint };
    const problem = problemOf(error, this.texts);
    if (problem.code !== 'invalid_credentials') return problem;
    if (what === 'code') return { code: problem.code, message: signIn.recoveryWrong, hint: signIn.recoveryWrongHint };
    return what === 'password'
      ? { code: problem.code, message: signIn.wrong, hint: signIn.wrongHint }
      : { code: problem.code, message: signIn.passkeyUnknown, hint: signIn.passkeyUnknownHint };
  }

  /**
   * Passkeys in the handle's autofill (WebAuthn L3 §5.1.4, conditional mediation). Waits until one is picked; a click on the button, or the next
   * offer, takes over from it.
   */
  private async offerInAutofill(): Promise<void> {
    clearTimeout(this.nextOffer);
    if (!(await canOfferInAutofill()) || !this.isConnected) return;
    this.nextOffer = setTimeout(() => isBusy(this.task) || void this.offerInAutofill(), offerAgainAfterMs);
    try {
      await signInWithPasskey(true);
      this.dispatchEvent(new EnteredEvent());
    } catch (error) {
      // Nobody asked for it, so nobody is told when it fails; only of the passkey that they did pick.
      const refused = !isBusy(this.task) && problemOf(error, this.texts).code === 'invalid_credentials';
      if (refused) this.task = { at: 'failed', what: 'passkey', problem: this.explain('passkey', error) };
    }
  }
}

customElements.define('vibe-sign-in-form', VibeSignInForm);

declare global {
  interface HTMLElementTagNameMap {
    'vibe-sign-in-form': VibeSignInForm;
  }
}
