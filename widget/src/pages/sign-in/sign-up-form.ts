import { displayNameLength, handlePattern, passwordLength } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { tellOpener } from '../../port/tell-opener.ts';
import { button } from '../../ui/button.ts';
import { field } from '../../ui/field.ts';
import { passkeyIcon } from '../../ui/icons.ts';
import { LightElement } from '../../ui/light-element.ts';
import '../../ui/password-field.ts';
import { type Problem, problemOf } from '../../ui/problem.ts';
import '../../ui/problem-notice.ts';
import { idle, isBusy, problemOfTask, type Task } from '../../ui/task.ts';
import { api } from '../api.ts';
import { hasPasskeys, signUpWithPasskey, wasCancelled } from '../passkey.ts';
import { passwordHint } from '../password-hint.ts';
import type { SignInTexts as Texts } from '../texts/sign-in.ts';
import { type Availability, cleanHandle, HandleCheck, suggestHandle } from './handle.ts';
import { EnteredEvent } from './phase.ts';

type Means = 'passkey' | 'password' | 'letter';
interface Complaints {
  readonly name?: string;
  readonly handle?: string;
  readonly password?: string;
}

/** Name, handle, and a passkey or a password. Fires `vibe-entered`. */
export class VibeSignUpForm extends LightElement {
  static override properties = {
    texts: { attribute: false },
    letter: { type: String },
    means: { state: true },
    task: { state: true },
    complaints: { state: true },
    availability: { state: true },
    typed: { state: true },
  };
  declare texts: Texts;
  /** The letter that proved an address: then nothing else is asked to come in by. */
  declare letter: string | null;
  declare private means: Exclude<Means, 'letter'>;
  declare private task: Task<Means>;
  declare private complaints: Complaints;
  declare private availability: Availability;
  declare private typed: { readonly name: string; readonly handle: string; readonly password: string };
  /** Until the person writes a handle of their own, it follows the name. */
  private handleIsTheirs = false;
  private readonly check = new HandleCheck((availability) => {
    this.availability = availability;
  });

  constructor() {
    super();
    this.means = hasPasskeys ? 'passkey' : 'password';
    this.letter = null;
    this.task = idle;
    this.complaints = {};
    this.availability = 'empty';
    this.typed = { name: '', handle: '', password: '' };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.check.stop();
  }

  protected override firstUpdated(): void {
    tellOpener('new_user');
    if (matchMedia('(pointer: fine)').matches) this.querySelector<HTMLInputElement>('[name=name]')?.focus();
  }

  protected override render(): TemplateResult {
    const { signUp } = this.texts;
    const { name, handle } = this.typed;
    return html`<form class="stack" novalidate @submit=${this.submit}>
      ${field({ name: 'name', label: signUp.name, autocomplete: 'name', maxlength: displayNameLength, value: name, hint: signUp.nameHint, complaint: this.complaints.name, onInput: (value) => this.typeName(value) })}
      ${field({ name: 'handle', label: signUp.handle, autocomplete: 'username', plain: true, prefix: '@', maxlength: 64, value: handle, ...this.handleHint(), onInput: (value) => this.typeHandle(value) })}
      ${this.by() === 'password' ? this.passwordField() : nothing}
      <vibe-problem .texts=${this.texts} .problem=${problemOfTask(this.task)}></vibe-problem>
      ${
        this.by() === 'passkey'
          ? html`${button({ label: signUp.passkey, type: 'submit', kind: 'primary', wide: true, icon: passkeyIcon, busy: isBusy(this.task) })}<p class="quiet">${signUp.passkeyHint}</p>`
          : button({ label: signUp.submit, type: 'submit', kind: 'primary', wide: true, busy: isBusy(this.task) })
      }
      ${hasPasskeys && this.letter === null ? button({ label: this.means === 'passkey' ? signUp.usePassword : signUp.usePasskey, kind: 'plain', wide: true, off: isBusy(this.task), onClick: () => this.switchMeans() }) : nothing}
    </form>`;
  }

  private by(): Means {
    return this.letter === null ? this.means : 'letter';
  }

  private passwordField(): TemplateResult {
    const { signUp, signIn } = this.texts;
    const hint = passwordHint(this.typed.password, [this.typed.name, this.typed.handle], signUp);
    const options = {
      name: 'password',
      label: signUp.password,
      autocomplete: 'new-password',
      maxlength: passwordLength.max,
      hint: hint.text,
      hintIsGood: hint.good,
      complaint: this.complaints.password,
      onInput: (password: string) => {
        this.typed = { ...this.typed, password };
        this.complaints = { ...this.complaints, password: '' };
      },
    };
    return html`<vibe-password-field .texts=${signIn} .field=${options}></vibe-password-field>`;
  }

  private handleHint(): { hint: string; hintIsGood?: boolean; complaint?: string } {
    const { signUp } = this.texts;
    if (this.complaints.handle) return { hint: '', complaint: this.complaints.handle };
    switch (this.availability) {
      case 'taken':
        return { hint: '', complaint: signUp.handleTaken };
      case 'malformed':
        return { hint: signUp.handleShort };
      case 'checking':
        return { hint: signUp.handleChecking };
      case 'free':
        return { hint: signUp.handleFree, hintIsGood: true };
      default:
        return { hint: signUp.handleHint };
    }
  }

  private typeName(name: string): void {
    const handle = this.handleIsTheirs ? this.typed.handle : suggestHandle(name);
    this.typed = { ...this.typed, name, handle };
    this.complaints = { ...this.complaints, name: '', ...(!this.handleIsTheirs && { handle: '' }) };
    if (!this.handleIsTheirs) this.check.look(handle);
  }

  private typeHandle(handle: string): void {
    this.handleIsTheirs = handle !== '';
    this.typed = { ...this.typed, handle };
    this.complaints = { ...this.complaints, handle: '' };
    this.check.look(cleanHandle(handle));
  }

  private switchMeans(): void {
    this.means = this.means === 'passkey' ? 'password' : 'passkey';
    this.task = idle;
    void this.focusOn(this.means === 'password' ? '[name=password]' : '[type=submit]');
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy(this.task)) return;
    const { texts, letter } = this;
    const means = this.by();
    const account = { name: this.typed.name.trim(), handle: cleanHandle(this.typed.handle) };
    const { password } = this.typed;
    this.complaints = {
      ...(account.name === '' && { name: texts.signUp.nameMissing }),
      ...(!handlePattern.test(account.handle) && { handle: texts.signUp.handleShort }),
      ...(this.availability === 'taken' && { handle: texts.signUp.handleTaken }),
      ...(means === 'password' && password.length < passwordLength.min && { password: texts.signUp.passwordHint(passwordLength.min) }),
    };
    if (Object.keys(this.complaints).length > 0) {
      this.task = idle;
      return this.focusOn('[aria-invalid=true]');
    }
    this.task = { at: 'busy', what: means };
    try {
      if (letter !== null) await api.identity.emailSignUp.mutate({ ...account, id: letter });
      else await (means === 'passkey' ? signUpWithPasskey(account) : api.identity.signUp.mutate({ ...account, password }));
      this.dispatchEvent(new EnteredEvent());
    } catch (error) {
      this.fail(means, error);
    }
  }

  private fail(what: Means, error: unknown): void {
    const { signUp } = this.texts;
    const problem: Problem = wasCancelled(error)
      ? { code: 'cancelled', message: signUp.passkeyCancelled, hint: signUp.passkeyCancelledHint }
      : problemOf(error, this.texts);
    // What one field can answer for is said at that field.
    if (problem.code === 'handle_taken') this.complaints = { handle: signUp.handleTaken };
    else if (problem.code === 'weak_password') this.complaints = { password: [problem.message, problem.hint].filter(Boolean).join('. ') };
    const atField = problem.code === 'handle_taken' || problem.code === 'weak_password';
    this.task = atField ? idle : { at: 'failed', what, problem };
    if (atField) void this.focusOn('[aria-invalid=true]');
  }
}

customElements.define('vibe-sign-up-form', VibeSignUpForm);

declare global {
  interface HTMLElementTagNameMap {
    'vibe-sign-up-form': VibeSignUpForm;
  }
}
