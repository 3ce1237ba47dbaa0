import { html, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { api } from '../api.ts';
import { AccountSection } from './section.ts';
import { type ImportReport, sendFile } from './send-file.ts';

/** One's data out of here, and back in. */
export class VibeDataSection extends AccountSection<true> {
  protected override readonly name = 'data';

  protected override heading = (): string => this.texts.account.data.title;
  protected override load = async (): Promise<true> => true;

  protected override view(): TemplateResult {
    const { data } = this.texts.account;
    return html`<p class="quiet">${data.hint}</p>
      <div class="row">
        ${button({ label: data.export, name: 'export', busy: this.isBusy('export'), off: this.isBusy(), onClick: () => void this.export() })}
        <input class="visually-hidden" id="import-file" type="file" tabindex="-1" aria-label=${data.file} accept=".ndjson,application/x-ndjson" @change=${this.import} />
        ${button({ label: data.import, name: 'import', busy: this.isBusy('import'), off: this.isBusy(), onClick: () => this.querySelector<HTMLInputElement>('#import-file')?.click() })}
      </div>
      <p class="quiet">${data.importHint}</p>`;
  }

  private async export(): Promise<void> {
    await this.run('export', async () => {
      const { path, documents } = await api.account.beginExport.mutate();
      // The answer is an attachment: the browser keeps this page, and shows the download as it does any other.
      location.assign(path);
      return this.texts.account.data.exporting(documents);
    });
  }

  private async import(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    await this.run('import', async () => this.summary(await sendFile(file)));
  }

  private summary({ added, merged, unchanged, left, leftLines }: ImportReport): string {
    const { data } = this.texts.account;
    const [first] = leftLines;
    const more = left > 0 && first ? ` ${data.left(left)} ${data.leftLine(first.line, first.because)}` : '';
    return data.imported(added, merged, unchanged) + more;
  }
}

customElements.define('vibe-data-section', VibeDataSection);
