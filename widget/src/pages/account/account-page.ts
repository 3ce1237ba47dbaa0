import type { Profile } from '@vibe/shared';
import { html, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { mark } from '../../ui/icons.ts';
import { LightElement } from '../../ui/light-element.ts';
import { avatar } from '../../ui/person.ts';
import { problemOf } from '../../ui/problem.ts';
import '../../ui/problem-notice.ts';
import { idle, isBusy, problemOfTask, type Task } from '../../ui/task.ts';
import { foot } from '../page-frame.ts';
import type { AccountTexts as Texts } from '../texts/account.ts';
import './apps-section.ts';
import './certificates-section.ts';
import './data-section.ts';
import './devices-section.ts';
import './email-section.ts';
import './history-section.ts';
import type { AccountLeftEvent } from './leave-section.ts';
import './leave-section.ts';
import './passkeys-section.ts';
import './password-section.ts';
import './profile-section.ts';
import './recovery-section.ts';
import { signOutHere } from './sign-out.ts';
import './space-section.ts';

/** One's own account: what others see, how one gets in, where one is signed in, what apps may do. */
export class AccountPage extends LightElement {
  static override properties = {
    account: { attribute: false },
    texts: { attribute: false },
    task: { state: true },
    eraseAt: { state: true },
  };
  declare account: Profile;
  declare texts: Texts;
  declare private task: Task<'sign-out'>;
  /** The account was given up just now. */
  declare private eraseAt: Date | undefined;

  constructor() {
    super();
    this.task = idle;
  }

  protected override render(): TemplateResult {
    const { texts } = this;
    if (this.eraseAt) return this.farewell(this.eraseAt);
    return html`<div class="account" @vibe-account-left=${(event: AccountLeftEvent) => this.left(event.eraseAt)}>
      <header>
        <a class="brand" href="/">${mark}<span>${location.host}</span></a>
        <div class="row who">${avatar(this.account)}<span class="quiet">@<bdi>${this.account.handle}</bdi></span>
          <a class="button plain" href="/sign-in?switch&continue=/account"><span>${texts.account.switchAccount}</span></a>
          ${button({ label: texts.account.signOut, busy: isBusy(this.task), onClick: () => void this.signOut() })}</div>
      </header>
      <main>
        <h1>${texts.account.title}</h1>
        <vibe-problem .texts=${texts} .problem=${problemOfTask(this.task)}></vibe-problem>
        <vibe-profile-section .texts=${texts}></vibe-profile-section>
        <vibe-apps-section .texts=${texts} @vibe-consents-changed=${() => this.querySelector('vibe-history-section')?.refresh()}></vibe-apps-section>
        <vibe-history-section .texts=${texts}></vibe-history-section>
        <vibe-passkeys-section .texts=${texts}></vibe-passkeys-section>
        <vibe-password-section .texts=${texts} @vibe-sessions-changed=${() => this.querySelector('vibe-devices-section')?.refresh()}></vibe-password-section>
        <vibe-email-section .texts=${texts}></vibe-email-section>
        <vibe-recovery-section .texts=${texts}></vibe-recovery-section>
        <vibe-devices-section .texts=${texts}></vibe-devices-section>
        <vibe-certificates-section .texts=${texts}></vibe-certificates-section>
        <vibe-space-section .texts=${texts}></vibe-space-section>
        <vibe-data-section .texts=${texts}></vibe-data-section>
        <vibe-leave-section .texts=${texts}></vibe-leave-section>
      </main>
      <footer>${foot(texts)}</footer>
    </div>`;
  }

  private farewell(eraseAt: Date): TemplateResult {
    const { left } = this.texts.account;
    return html`<div class="account"><main><section class="card" aria-labelledby="left">
      <h1 id="left" tabindex="-1">${left.title}</h1>
      <p>${left.until(eraseAt.toLocaleDateString(document.documentElement.lang, { dateStyle: 'long' }))}</p>
      <p><a href="/">${left.home}</a></p>
    </section></main></div>`;
  }

  private left(eraseAt: Date): void {
    this.eraseAt = eraseAt;
    void this.focusOn('#left');
  }

  private async signOut(): Promise<void> {
    this.task = { at: 'busy', what: 'sign-out' };
    try {
      await signOutHere();
    } catch (error) {
      this.task = { at: 'failed', what: 'sign-out', problem: problemOf(error, this.texts) };
    }
  }
}

customElements.define('vibe-account-page', AccountPage);
