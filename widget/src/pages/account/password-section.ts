import { passwordLength } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import '../../ui/password-field.ts';
import { api } from '../api.ts';
import { passwordHint } from '../password-hint.ts';
import { AccountSection } from './section.ts';

type Me = Awaited<ReturnType<typeof api.identity.me.query>> & {
  /** Not of whoever has just come in by a recovery code: they have lost it. */
  readonly asksCurrent: boolean;
};

/** Sets the first password, or changes the one there is, which signs out the other devices. */
export class VibePasswordSection extends AccountSection<Me> {
  static override properties = { ...AccountSection.properties, open: { state: true }, typed: { state: true }, complaints: { state: true } };
  protected override readonly name = 'password';
  declare private open: boolean;
  declare private typed: string;
  declare private complaints: { readonly current?: string; readonly next?: string };

  constructor() {
    super();
    this.open = false;
    this.typed = '';
    this.complaints = {};
  }

  protected override heading = (): string => this.texts.account.password.title;

  protected override async load(): Promise<Me> {
    const [me, { justRecovered }] = await Promise.all([api.identity.me.query(), api.identity.recoveryCodes.query()]);
    return { ...me, asksCurrent: me.hasPassword && !justRecovered };
  }

  protected override view(me: Me): TemplateResult {
    const { password } = this.texts.account;
    if (this.open) return this.form(me);
    return html`${me.hasPassword ? nothing : html`<p class="quiet">${password.none}</p>`}
      <div>${button({ label: me.hasPassword ? password.change : password.set, name: 'open', onClick: () => this.unfold() })}</div>`;
  }

  private form(me: Me): TemplateResult {
    const { account, signIn, signUp } = this.texts;
    const hint = passwordHint(this.typed, [me.name, me.handle], signUp);
    const current = {
      name: 'current',
      label: account.password.current,
      autocomplete: 'current-password',
      maxlength: passwordLength.max,
      complaint: this.complaints.current,
      onInput: () => this.forgive('current'),
    };
    const next = {
      name: 'next',
      label: account.password.next,
      autocomplete: 'new-password',
      maxlength: passwordLength.max,
      hint: hint.text,
      hintIsGood: hint.good,
      complaint: this.complaints.next,
      onInput: (value: string) => {
        this.typed = value;
        this.forgive('next');
      },
    };
    // The hidden handle tells a password manager whose password changes.
    return html`<form class="stack" novalidate @submit=${(event: SubmitEvent) => void this.submit(event, me)}>
      <input class="visually-hidden" name="username" autocomplete="username" .value=${me.handle} readonly tabindex="-1" aria-hidden="true" />
      ${me.asksCurrent ? html`<vibe-password-field .texts=${signIn} .field=${current}></vibe-password-field>` : nothing}
      <vibe-password-field .texts=${signIn} .field=${next}></vibe-password-field>
      <div class="row">
        ${button({ label: account.save, type: 'submit', kind: 'primary', busy: this.isBusy('password') })}
        ${button({ label: account.cancel, onClick: () => this.fold() })}
      </div>
    </form>`;
  }

  private forgive(name: 'current' | 'next'): void {
    if (this.complaints[name]) this.complaints = { ...this.complaints, [name]: '' };
  }

  private unfold(): void {
    this.open = true;
    void this.focusOn('input:not([readonly])');
  }

  private fold(): void {
    this.open = false;
    this.typed = '';
    this.complaints = {};
    void this.focusOn('[name=open]');
  }

  private async submit(event: SubmitEvent, me: Me): Promise<void> {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    const current = String(values.get('current') ?? '');
    const next = String(values.get('next') ?? '');
    const { account, signIn, signUp } = this.texts;
    this.complaints = {
      ...(me.asksCurrent && current === '' && { current: signIn.passwordMissing }),
      ...(next.length < passwordLength.min && { next: signUp.passwordHint(passwordLength.min) }),
    };
    if (Object.keys(this.complaints).length > 0) return this.focusOn('[aria-invalid=true]');
    const changed = await this.run('password', () => this.change(next, me.asksCurrent ? current : undefined));
    if (changed) return this.fold();
    // The minutes after a recovery may be over: then the field for the current one is shown.
    if (this.task.at === 'failed' && this.task.problem.code === 'invalid_credentials' && !me.asksCurrent) await this.reload();
    if (this.task.at === 'failed') this.sayAtField(this.task.problem.code, account.password.wrong);
  }

  private async change(password: string, current: string | undefined): Promise<string> {
    const { sessionsEnded } = await api.identity.setPassword.mutate({ password, ...(current !== undefined && { current }) });
    await this.reload();
    this.dispatchEvent(new Event('vibe-sessions-changed', { bubbles: true }));
    return this.texts.account.password.changed(sessionsEnded);
  }

  /** What one field can answer for is said at that field. */
  private sayAtField(code: string, wrong: string): void {
    if (this.task.at !== 'failed') return;
    const problem = this.task.problem;
    if (code === 'invalid_credentials') this.complaints = { current: wrong };
    else if (code === 'weak_password') this.complaints = { next: [problem.message, problem.hint].filter(Boolean).join('. ') };
    else return;
    this.task = { at: 'idle' };
    void this.focusOn('[aria-invalid=true]');
  }
}

customElements.define('vibe-password-section', VibePasswordSection);
