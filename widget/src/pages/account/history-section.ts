import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { dayText } from '../../ui/day.ts';
import { moment } from '../../ui/when.ts';
import { api } from '../api.ts';
import { pageLanguage } from '../page-language.ts';
import { AccountSection } from './section.ts';

type Page = Awaited<ReturnType<typeof api.consent.history.query>>;
type ConsentEvent = Page['events'][number];

/** All that was ever allowed, changed, renewed, withdrawn, and what ended by itself: what, where it was said, and how it differed from before. */
export class VibeHistorySection extends AccountSection<Page> {
  protected override readonly name = 'history';

  protected override heading = (): string => this.texts.account.history.title;
  protected override load = (): Promise<Page> => api.consent.history.query({ lang: pageLanguage(), limit: 10 });

  /** Other cards change what is allowed. */
  refresh(): void {
    void this.reload();
  }

  protected override view(page: Page): TemplateResult {
    const { history: texts } = this.texts.account;
    if (page.events.length === 0) return html`<p class="quiet">${texts.none}</p>`;
    return html`<p class="quiet">${texts.hint}</p>
      <ol class="list" reversed>${page.events.map((each) => this.item(each))}</ol>
      ${page.cursor === undefined ? nothing : html`<div>${button({ label: texts.more, busy: this.isBusy('more'), off: this.isBusy(), onClick: () => void this.more(page) })}</div>`}`;
  }

  private item({ app, what, how, says, at, endsAt, id }: ConsentEvent): TemplateResult {
    const { history: texts } = this.texts.account;
    return html`<li class="tall" data-event=${what} id="event-${id}" tabindex="-1">
      <div class="grow">
        <span>${texts.what[what](app.name)}</span>
        <span class="quiet">${moment(at)} · ${texts.how[how]}${endsAt ? html` · ${texts.until(dayText(endsAt))}` : nothing}</span>
        ${difference(texts.added, says.added)}${difference(texts.removed, says.removed)}
      </div>
    </li>`;
  }

  private async more({ events, cursor }: Page): Promise<void> {
    if (cursor === undefined) return;
    const shown = await this.run('more', async () => {
      const next = await api.consent.history.query({ lang: pageLanguage(), limit: 30, cursor });
      this.show({ ...next, events: [...events, ...next.events] });
      const [first] = next.events;
      if (first) void this.focusOn(`#event-${first.id}`);
      return '';
    });
    if (!shown) void this.focusOn('h2');
  }
}

const difference = (label: string, lines: readonly string[]): TemplateResult | typeof nothing =>
  lines.length === 0 ? nothing : html`<span class="quiet">${label}: ${lines.join('; ')}</span>`;

customElements.define('vibe-history-section', VibeHistorySection);

declare global {
  interface HTMLElementTagNameMap {
    'vibe-history-section': VibeHistorySection;
  }
}
