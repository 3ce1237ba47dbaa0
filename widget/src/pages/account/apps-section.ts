import { html, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { confirmed } from '../../ui/confirm.ts';
import { moment } from '../../ui/when.ts';
import { api } from '../api.ts';
import { AccountSection } from './section.ts';

type Consent = Awaited<ReturnType<typeof api.consent.list.query>>[number];

/** What each app may do, in the words of its consent page, and how to end it. */
export class VibeAppsSection extends AccountSection<Consent[]> {
  protected override readonly name = 'apps';

  protected override heading = (): string => this.texts.account.apps.title;
  protected override load = (): Promise<Consent[]> => api.consent.list.query({});

  protected override view(consents: Consent[]): TemplateResult {
    if (consents.length === 0) return html`<p class="quiet">${this.texts.account.apps.none}</p>`;
    return html`<ul class="list">${consents.map((each) => this.item(each))}</ul>`;
  }

  private item({ app, may, since }: Consent): TemplateResult {
    const { apps: texts } = this.texts.account;
    const [origin = ''] = app.origins;
    return html`<li class="tall">
      <span class="monogram" aria-hidden="true">${[...app.name][0]}</span>
      <div class="grow">
        <strong><bdi>${app.name}</bdi></strong>
        <span class="quiet">${texts.since} ${moment(new Date(since))} · <a href=${origin} rel="noreferrer" dir="ltr">${origin.replace(/^https?:\/\//, '')}</a></span>
        <details><summary>${texts.may(may.length)}</summary><ul class="quiet dots">${may.map((each) => html`<li>${each}</li>`)}</ul></details>
      </div>
      ${button({ label: texts.withdraw, kind: 'plain', danger: true, says: texts.withdrawOf(app.name), busy: this.isBusy(app.id), off: this.isBusy(), onClick: () => void this.withdraw(app) })}
    </li>`;
  }

  private async withdraw(app: Consent['app']): Promise<void> {
    const { account } = this.texts;
    const { withdraw, withdrawSure, withdrawYes, withdrawn } = account.apps;
    if (!(await confirmed({ title: `${withdraw}?`, text: withdrawSure(app.name), yes: withdrawYes, no: account.cancel }))) return;
    const done = await this.run(app.id, async () => {
      await api.consent.withdraw.mutate({ appId: app.id });
      await this.reload();
      return withdrawn(app.name);
    });
    if (done) void this.focusOn('h2');
  }
}

customElements.define('vibe-apps-section', VibeAppsSection);
