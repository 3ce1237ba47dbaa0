import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { passkeyIcon } from '../../ui/icons.ts';
import '../../ui/password-field.ts';
import { moment } from '../../ui/when.ts';
import { api } from '../api.ts';
import { confirmWithPasskey, hasPasskeys, wasCancelled } from '../passkey.ts';
import { AccountSection } from './section.ts';

interface Known {
  readonly me: Awaited<ReturnType<typeof api.identity.me.query>>;
  readonly state: Awaited<ReturnType<typeof api.identity.recoveryCodes.query>>;
}

/** Codes for the day when password and passkeys are lost: how many are left, and ten new ones, shown once. */
export class VibeRecoverySection extends AccountSection<Known> {
  static override properties = {
    ...AccountSection.properties,
    open: { state: true },
    codes: { state: true },
    complaint: { state: true },
  };
  protected override readonly name = 'recovery';
  declare private open: boolean;
  /** Those just made, until the person has put them away. */
  declare private codes: readonly string[];
  declare private complaint: string;

  constructor() {
    super();
    this.open = false;
    this.codes = [];
    this.complaint = '';
  }

  protected override heading = (): string => this.texts.account.recovery.title;

  protected override async load(): Promise<Known> {
    const [me, state] = await Promise.all([api.identity.me.query(), api.identity.recoveryCodes.query()]);
    return { me, state };
  }

  protected override view(known: Known): TemplateResult {
    if (this.codes.length > 0) return this.newCodes();
    return this.open ? this.form(known) : this.summary(known);
  }

  private summary({ state }: Known): TemplateResult {
    const { recovery } = this.texts.account;
    const { left, madeAt, lastUsedAt, justRecovered } = state;
    return html`${justRecovered ? html`<p class="notice">${recovery.justRecovered}</p>` : nothing}
      ${madeAt === null ? html`<p class="quiet">${recovery.none}</p>` : html`<p>${recovery.left(left)} <span class="quiet">${recovery.made} ${moment(madeAt)}</span></p>`}
      ${lastUsedAt === null ? nothing : html`<p class="notice">${recovery.used} ${moment(lastUsedAt)}. ${justRecovered ? nothing : recovery.usedHint}</p>`}
      <div>${button({ label: madeAt === null ? recovery.make : recovery.renew, name: 'open', onClick: () => this.unfold() })}</div>`;
  }

  private form({ me, state }: Known): TemplateResult {
    const { account, signIn } = this.texts;
    const { recovery } = account;
    const asks = !state.justRecovered;
    const withPassword = asks && me.hasPassword;
    const withPasskey = asks && hasPasskeys && me.passkeys > 0;
    const password = {
      name: 'recovery-password',
      label: recovery.password,
      autocomplete: 'current-password',
      maxlength: 256,
      complaint: this.complaint,
      onInput: () => {
        this.complaint = '';
      },
    };
    return html`<form class="stack" novalidate @submit=${(event: SubmitEvent) => this.submit(event, withPassword)} @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.fold()}>
      <p class="quiet">${state.madeAt === null ? recovery.keep : recovery.ends}</p>
      ${withPassword ? html`<vibe-password-field .texts=${signIn} .field=${password}></vibe-password-field>` : nothing}
      <div class="row">
        ${withPassword || !withPasskey ? button({ label: recovery.yes, name: 'make', type: 'submit', kind: 'primary', busy: this.isBusy('password'), off: this.isBusy() }) : nothing}
        ${withPasskey ? button({ label: recovery.yesPasskey, name: 'make', icon: passkeyIcon, busy: this.isBusy('passkey'), off: this.isBusy(), onClick: () => void this.make('passkey') }) : nothing}
        ${button({ label: account.cancel, onClick: () => this.fold() })}
      </div>
    </form>`;
  }

  private newCodes(): TemplateResult {
    const { account } = this.texts;
    const { recovery } = account;
    return html`<p class="notice">${recovery.once}</p>
      <ol class="codes" tabindex="-1" aria-label=${recovery.title}>${this.codes.map((code) => html`<li><code dir="ltr">${code}</code></li>`)}</ol>
      <div class="row">
        ${button({ label: account.copy, says: recovery.copy, onClick: () => void this.copy() })}
        ${button({ label: recovery.done, kind: 'primary', onClick: () => this.putAway() })}
      </div>`;
  }

  private unfold(): void {
    this.open = true;
    this.task = { at: 'idle' };
    void this.focusOn('[name=recovery-password], [name=make]');
  }

  private fold(): void {
    this.open = false;
    this.complaint = '';
    void this.focusOn('[name=open]');
  }

  private putAway(): void {
    this.codes = [];
    this.task = { at: 'idle' };
    this.fold();
  }

  private submit(event: SubmitEvent, withPassword: boolean): void {
    event.preventDefault();
    if (!withPassword) return void this.make('nothing');
    const typed = this.querySelector<HTMLInputElement>('[name=recovery-password]')?.value ?? '';
    if (typed === '') this.complain(this.texts.signIn.passwordMissing);
    else void this.make('password', typed);
  }

  private async make(how: 'password' | 'passkey' | 'nothing', password = ''): Promise<void> {
    const { account } = this.texts;
    const act = async (): Promise<string> => {
      const proof = how === 'passkey' ? { passkey: await confirmWithPasskey() } : how === 'password' ? { password } : {};
      const { codes } = await api.identity.renewRecoveryCodes.mutate(proof);
      await this.reload();
      this.codes = codes;
      return account.recovery.ready;
    };
    const made = await this.run(how === 'passkey' ? 'passkey' : 'password', act, (error) =>
      wasCancelled(error) ? { code: 'cancelled', message: account.recovery.cancelled } : undefined,
    );
    if (made) return this.focusOn('.codes');
    if (this.task.at !== 'failed' || this.task.problem.code !== 'invalid_credentials') return;
    // The minutes after a sign-in may be over: what is asked for now is shown.
    if (how === 'nothing') return this.reload();
    if (how === 'passkey') return;
    this.task = { at: 'idle' };
    this.complain(account.password.wrong);
  }

  private complain(complaint: string): void {
    this.complaint = complaint;
    void this.focusOn('[aria-invalid=true]');
  }

  private async copy(): Promise<void> {
    await this.run('copy', async () => {
      await navigator.clipboard.writeText(this.codes.join('\n'));
      return this.texts.account.copied;
    });
  }
}

customElements.define('vibe-recovery-section', VibeRecoverySection);
