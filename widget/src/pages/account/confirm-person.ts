import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { passkeyIcon } from '../../ui/icons.ts';
import { LightElement } from '../../ui/light-element.ts';
import '../../ui/password-field.ts';
import { problemOf } from '../../ui/problem.ts';
import '../../ui/problem-notice.ts';
import { idle, isBusy, problemOfTask, type Task } from '../../ui/task.ts';
import { api } from '../api.ts';
import { confirmWithPasskey, hasPasskeys, wasCancelled } from '../passkey.ts';
import type { AccountTexts as Texts } from '../texts/account.ts';

type Me = Awaited<ReturnType<typeof api.identity.me.query>>;

/** Asks, in a dialog, to show once more who one is, before what decides who can get into the account. Esc means no. */
export class VibeConfirmPerson extends LightElement {
  static override properties = { me: { attribute: false }, texts: { attribute: false }, task: { state: true }, complaint: { state: true } };
  declare me: Me;
  declare texts: Texts;
  declare private task: Task<'password' | 'passkey'>;
  declare private complaint: string;
  private isConfirmed = false;

  constructor() {
    super();
    this.task = idle;
    this.complaint = '';
  }

  /** Resolves when the dialog is closed: true when the server has been shown. */
  async ask(): Promise<boolean> {
    document.body.append(this);
    await this.updateComplete;
    const dialog = this.querySelector('dialog');
    dialog?.showModal();
    return new Promise((resolve) => {
      dialog?.addEventListener('close', () => {
        this.remove();
        resolve(this.isConfirmed);
      });
    });
  }

  protected override render(): TemplateResult {
    const { confirm, cancel } = this.texts.account;
    const withPasskey = hasPasskeys && this.me.passkeys > 0;
    const { hasPassword } = this.me;
    if (!hasPassword && this.me.passkeys === 0) return this.dialog(html`<p id="confirm-text">${confirm.againText}</p>${this.again()}`);
    const password = {
      name: 'confirm-password',
      label: confirm.password,
      autocomplete: 'current-password',
      maxlength: 256,
      complaint: this.complaint,
      onInput: () => {
        this.complaint = '';
      },
    };
    return this.dialog(html`<p id="confirm-text">${confirm.text}</p>
      <form class="stack" novalidate @submit=${(event: SubmitEvent) => void this.withPassword(event)}>
        ${hasPassword ? html`<vibe-password-field .texts=${this.texts.signIn} .field=${password}></vibe-password-field>` : nothing}
        <vibe-problem .texts=${this.texts} .problem=${problemOfTask(this.task)}></vibe-problem>
        <div class="row end">
          ${button({ label: cancel, onClick: () => this.close() })}
          ${withPasskey ? button({ label: confirm.passkey, icon: passkeyIcon, kind: hasPassword ? 'secondary' : 'primary', busy: isBusy(this.task, 'passkey'), off: isBusy(this.task), onClick: () => void this.withPasskey() }) : nothing}
          ${hasPassword ? button({ label: confirm.yes, type: 'submit', kind: 'primary', busy: isBusy(this.task, 'password'), off: isBusy(this.task) }) : nothing}
        </div>
      </form>`);
  }

  private dialog(content: TemplateResult): TemplateResult {
    return html`<dialog class="card confirm" aria-labelledby="confirm-title" aria-describedby="confirm-text">
      <h2 id="confirm-title">${this.texts.account.confirm.title}</h2>${content}
    </dialog>`;
  }

  private again(): TemplateResult {
    const { confirm, cancel } = this.texts.account;
    return html`<div class="row end">${button({ label: cancel, onClick: () => this.close() })}
      <a class="button primary" href="/sign-in?mode=sign-in&continue=/account"><span>${confirm.again}</span></a></div>`;
  }

  private close(): void {
    this.querySelector('dialog')?.close();
  }

  private async withPassword(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const password = this.querySelector<HTMLInputElement>('[name=confirm-password]')?.value ?? '';
    if (password === '') return this.complain(this.texts.signIn.passwordMissing);
    await this.confirm('password', async () => ({ password }));
  }

  private withPasskey(): Promise<void> {
    return this.confirm('passkey', async () => ({ passkey: await confirmWithPasskey() }));
  }

  private async confirm(
    what: 'password' | 'passkey',
    prove: () => Promise<Parameters<typeof api.identity.confirm.mutate>[0]>,
  ): Promise<void> {
    if (isBusy(this.task)) return;
    this.task = { at: 'busy', what };
    try {
      await api.identity.confirm.mutate(await prove());
      this.isConfirmed = true;
      this.close();
    } catch (error) {
      const problem = problemOf(error, this.texts);
      const isWrong = what === 'password' && problem.code === 'invalid_credentials';
      this.task = isWrong || wasCancelled(error) ? idle : { at: 'failed', what, problem };
      if (isWrong) this.complain(this.texts.account.password.wrong);
    }
  }

  private complain(complaint: string): void {
    this.complaint = complaint;
    void this.focusOn('[aria-invalid=true]');
  }
}

customElements.define('vibe-confirm-person', VibeConfirmPerson);

/** True when they have shown who they are; then what was refused for it may be tried again. */
export async function personConfirmed(texts: Texts): Promise<boolean> {
  const dialog = new VibeConfirmPerson();
  dialog.me = await api.identity.me.query();
  dialog.texts = texts;
  return dialog.ask();
}
