import { sizeText } from '@vibe/shared';
import { html, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { api } from '../api.ts';
import { pageLanguage } from '../page-language.ts';
import { AccountSection } from './section.ts';

type Space = Awaited<ReturnType<typeof api.account.space.query>>;
type Part = Space['apps'][number];

/** How much is kept here, by app and collection, each with its way out. */
export class VibeSpaceSection extends AccountSection<Space> {
  protected override readonly name = 'space';

  protected override heading = (): string => this.texts.account.space.title;
  protected override load = (): Promise<Space> => api.account.space.query();

  protected override view({ apps, bytes, documents, atLeast }: Space): TemplateResult {
    const { space: texts } = this.texts.account;
    if (documents === 0) return html`<p class="quiet">${texts.none}</p>`;
    const size = sizeText(pageLanguage(), bytes);
    return html`<p>${texts.total(atLeast ? texts.atLeast(size) : size, count(documents))}</p>
      <ul class="list">${apps.map((each) => this.item(each))}</ul>`;
  }

  private item({ app, bytes, documents, collections }: Part): TemplateResult {
    const { space: texts } = this.texts.account;
    return html`<li class="tall" id="space-${app.id}">
      <div class="grow">
        <strong><bdi>${app.name}</bdi></strong>
        <span class="quiet">${texts.of(sizeText(pageLanguage(), bytes), count(documents))}</span>
        <details><summary>${texts.inside(app.name)}</summary><ul class="quiet dots">${collections.map((each) => html`<li><bdi>${each.name}</bdi>: ${texts.of(sizeText(pageLanguage(), each.bytes), count(each.documents))}</li>`)}</ul></details>
      </div>
      ${button({ label: texts.export, kind: 'plain', says: texts.exportOf(app.name), busy: this.isBusy(app.id), off: this.isBusy(), onClick: () => void this.export(app) })}
    </li>`;
  }

  private async export(app: Part['app']): Promise<void> {
    await this.run(app.id, async () => {
      const { path, documents } = await api.account.beginExport.mutate({ appId: app.id });
      // The answer is an attachment: the browser keeps this page, and shows the download as it does any other.
      location.assign(path);
      return this.texts.account.space.exporting(count(documents));
    });
  }
}

const count = (documents: number): string => new Intl.NumberFormat(pageLanguage()).format(documents);

customElements.define('vibe-space-section', VibeSpaceSection);
