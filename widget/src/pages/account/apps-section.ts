import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { dayText } from '../../ui/day.ts';
import { outsideLink } from '../../ui/outside.ts';
import { moment } from '../../ui/when.ts';
import { api } from '../api.ts';
import { pageLanguage } from '../page-language.ts';
import { ConsentsChangedEvent } from './consents-changed.ts';
import { AccountSection } from './section.ts';

type Consent = Awaited<ReturnType<typeof api.consent.list.query>>[number];

/** What each app may do, in the words of its consent page, since when and until when; and how to end it, with one tap. */
export class VibeAppsSection extends AccountSection<Consent[]> {
  protected override readonly name = 'apps';

  protected override heading = (): string => this.texts.account.apps.title;
  protected override load = (): Promise<Consent[]> => api.consent.list.query({ lang: pageLanguage() });

  protected override view(consents: Consent[]): TemplateResult {
    if (consents.length === 0) return html`<p class="quiet">${this.texts.account.apps.none}</p>`;
    return html`<ul class="list">${consents.map((each) => this.item(each))}</ul>`;
  }

  private item({ app, may, since, usedAt, endsAt }: Consent): TemplateResult {
    const { apps: texts } = this.texts.account;
    const [origin = ''] = app.origins;
    return html`<li class="tall" data-app=${app.id}>
      <span class="monogram" aria-hidden="true">${[...app.name][0]}</span>
      <div class="grow">
        <strong><bdi>${app.name}</bdi></strong>
        ${app.looksLike === undefined ? nothing : html`<span class="notice">${texts.looksLike(app.looksLike)}</span>`}
        <span class="quiet">${texts.since} ${moment(new Date(since))} · ${usedAt === undefined ? texts.unused : html`${texts.used} ${moment(new Date(usedAt))}`} · ${outsideLink(origin, origin.replace(/^https?:\/\//, ''))}</span>
        <span class="quiet">${texts.ends(dayText(endsAt))} <a href="#space-${app.id}">${texts.data}</a></span>
        <details><summary>${texts.may(may.length)}</summary><ul class="quiet dots">${may.map((each) => html`<li>${each}</li>`)}</ul></details>
      </div>
      ${button({ label: texts.withdraw, kind: 'plain', danger: true, says: texts.withdrawOf(app.name), busy: this.isBusy(app.id), off: this.isBusy(), onClick: () => void this.withdraw(app) })}
    </li>`;
  }

  /** Nothing is lost by it that a sign-in would not bring back: it is done, not asked about. */
  private async withdraw(app: Consent['app']): Promise<void> {
    const done = await this.run(app.id, async () => {
      await api.consent.withdraw.mutate({ appId: app.id });
      await this.reload();
      return this.texts.account.apps.withdrawn(app.name);
    });
    if (!done) return;
    this.dispatchEvent(new ConsentsChangedEvent());
    void this.focusOn('h2');
  }
}

customElements.define('vibe-apps-section', VibeAppsSection);
