import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { field } from '../../ui/field.ts';
import { passkeyIcon } from '../../ui/icons.ts';
import '../../ui/password-field.ts';
import { api } from '../api.ts';
import { confirmWithPasskey, hasPasskeys, wasCancelled } from '../passkey.ts';
import { AccountSection } from './section.ts';

type Me = Awaited<ReturnType<typeof api.identity.me.query>>;

/** The account is closed, and its cookies are gone from this browser. */
export class AccountLeftEvent extends Event {
  static readonly type = 'vibe-account-left';
  readonly eraseAt: Date;

  constructor(eraseAt: Date) {
    super(AccountLeftEvent.type, { bubbles: true });
    this.eraseAt = eraseAt;
  }
}

/** Gives the account up: what that means, then the handle typed once more and a password or a passkey. */
export class VibeLeaveSection extends AccountSection<Me> {
  static override properties = { ...AccountSection.properties, open: { state: true }, complaints: { state: true } };
  protected override readonly name = 'leave';
  declare private open: boolean;
  declare private complaints: { readonly handle?: string; readonly password?: string };

  constructor() {
    super();
    this.open = false;
    this.complaints = {};
  }

  protected override heading = (): string => this.texts.account.leave.title;
  protected override load = (): Promise<Me> => api.identity.me.query();

  protected override view(me: Me): TemplateResult {
    const { leave } = this.texts.account;
    if (this.open) return this.form(me);
    return html`<p class="quiet">${leave.hint}</p><div>${button({ label: leave.open, name: 'open', danger: true, onClick: () => this.unfold() })}</div>`;
  }

  private form(me: Me): TemplateResult {
    const { account, signIn } = this.texts;
    const { leave } = account;
    const password = {
      name: 'leave-password',
      label: leave.password,
      autocomplete: 'current-password',
      maxlength: 256,
      complaint: this.complaints.password,
      onInput: () => this.forgive(),
    };
    const withPasskey = hasPasskeys && me.passkeys > 0;
    return html`<form class="stack" novalidate @submit=${(event: SubmitEvent) => this.submit(event, me)} @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.fold()}>
      <ul class="quiet dots">${leave.means.map((each) => html`<li>${each}</li>`)}</ul>
      ${field({ name: 'leave-handle', label: leave.handle(me.handle), autocomplete: 'off', maxlength: 31, plain: true, complaint: this.complaints.handle, onInput: () => this.forgive() })}
      ${me.hasPassword ? html`<vibe-password-field .texts=${signIn} .field=${password}></vibe-password-field>` : nothing}
      <div class="row">
        ${me.hasPassword || !withPasskey ? button({ label: leave.yes, type: 'submit', danger: true, busy: this.isBusy('password'), off: this.isBusy() }) : nothing}
        ${withPasskey ? button({ label: leave.yesPasskey, danger: true, icon: passkeyIcon, busy: this.isBusy('passkey'), off: this.isBusy(), onClick: () => void this.leave(me, 'passkey') }) : nothing}
        ${button({ label: account.cancel, onClick: () => this.fold() })}
      </div>
    </form>`;
  }

  private unfold(): void {
    this.open = true;
    void this.focusOn('[name=leave-handle]');
  }

  private fold(): void {
    this.open = false;
    this.complaints = {};
    void this.focusOn('[name=open]');
  }

  private forgive(): void {
    if (this.complaints.handle || this.complaints.password) this.complaints = {};
  }

  private submit(event: SubmitEvent, me: Me): void {
    event.preventDefault();
    void this.leave(me, 'password');
  }

  private async leave(me: Me, how: 'password' | 'passkey'): Promise<void> {
    const { leave } = this.texts.account;
    const typed = (name: string): string => this.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? '';
    const handle = typed('leave-handle').trim().replace(/^@/, '');
    const password = typed('leave-password');
    if (handle.toLowerCase() !== me.handle) return this.complain({ handle: leave.wrongHandle });
    if (how === 'password' && me.hasPassword && password === '') return this.complain({ password: this.texts.signIn.passwordMissing });
    const done = await this.run(
      how,
      async () => {
        const proof = how === 'passkey' ? { passkey: await confirmWithPasskey() } : me.hasPassword ? { password } : {};
        const { eraseAt } = await api.account.leave.mutate({ handle, ...proof });
        await api.identity.signOut.mutate(); // the session has ended: this takes its cookies
        this.dispatchEvent(new AccountLeftEvent(new Date(eraseAt)));
        return '';
      },
      (error) => (wasCancelled(error) ? { code: 'cancelled', message: leave.cancelled } : undefined),
    );
    if (!done && this.task.at === 'failed' && this.task.problem.code === 'invalid_credentials' && how === 'password' && me.hasPassword) {
      this.task = { at: 'idle' };
      this.complain({ password: this.texts.account.password.wrong });
    }
  }

  private complain(complaints: VibeLeaveSection['complaints']): void {
    this.complaints = complaints;
    void this.focusOn('[aria-invalid=true]');
  }
}

customElements.define('vibe-leave-section', VibeLeaveSection);

declare global {
  interface HTMLElementEventMap {
    'vibe-account-left': AccountLeftEvent;
  }
}
