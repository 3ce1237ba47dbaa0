import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { confirmed } from '../../ui/confirm.ts';
import { field } from '../../ui/field.ts';
import { passkeyIcon } from '../../ui/icons.ts';
import type { Problem } from '../../ui/problem.ts';
import { moment } from '../../ui/when.ts';
import { api } from '../api.ts';
import { addPasskey, hasPasskeys, wasCancelled, wasThereAlready } from '../passkey.ts';
import { AccountSection } from './section.ts';

type Passkey = Awaited<ReturnType<typeof api.identity.passkeys.query>>[number];

/** Passkeys to add, name and remove. */
export class VibePasskeysSection extends AccountSection<Passkey[]> {
  static override properties = { ...AccountSection.properties, renaming: { state: true } };
  protected override readonly name = 'passkeys';
  /** The id of the one that is being named. */
  declare private renaming: string | undefined;

  protected override heading = (): string => this.texts.account.passkeys.title;
  protected override load = (): Promise<Passkey[]> => api.identity.passkeys.query();

  protected override view(passkeys: Passkey[]): TemplateResult {
    const { passkeys: texts } = this.texts.account;
    return html`${passkeys.length === 0 ? html`<p class="quiet">${texts.none}</p>` : html`<ul class="list">${passkeys.map((each) => this.item(each))}</ul>`}
      ${hasPasskeys ? html`<div>${button({ label: texts.add, icon: passkeyIcon, busy: this.isBusy('add'), off: this.isBusy(), onClick: () => void this.add() })}</div>` : nothing}`;
  }

  private item(passkey: Passkey): TemplateResult {
    const { passkeys: texts } = this.texts.account;
    if (this.renaming === passkey.id) return this.renameForm(passkey);
    return html`<li>
      <div class="grow">
        <span><strong><bdi>${passkey.name}</bdi></strong> ${passkey.backedUp ? html`<span class="badge">${texts.synced}</span>` : nothing}</span>
        <span class="quiet">${texts.made} ${moment(passkey.createdAt)}, ${passkey.lastUsedAt ? html`${texts.used} ${moment(passkey.lastUsedAt)}` : texts.neverUsed}</span>
      </div>
      ${button({ label: texts.rename, kind: 'plain', says: texts.renameOf(passkey.name), name: `rename-${passkey.id}`, onClick: () => this.startRenaming(passkey.id) })}
      ${button({ label: texts.remove, kind: 'plain', danger: true, says: texts.removeOf(passkey.name), busy: this.isBusy(passkey.id), onClick: () => void this.drop(passkey) })}
    </li>`;
  }

  private renameForm(passkey: Passkey): TemplateResult {
    const { account } = this.texts;
    return html`<li><form class="row end-aligned" novalidate @submit=${(event: SubmitEvent) => void this.rename(event, passkey)} @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.stopRenaming(passkey.id)}>
      <div class="grow">${field({ name: 'passkey-name', label: account.passkeys.name, autocomplete: 'off', maxlength: 60, value: passkey.name })}</div>
      ${button({ label: account.save, type: 'submit', kind: 'primary', busy: this.isBusy('rename') })}
      ${button({ label: account.cancel, onClick: () => this.stopRenaming(passkey.id) })}
    </form></li>`;
  }

  private startRenaming(id: string): void {
    this.renaming = id;
    void this.focusOn('[name=passkey-name]');
  }

  private stopRenaming(id: string): void {
    this.renaming = undefined;
    void this.focusOn(`[name="rename-${CSS.escape(id)}"]`);
  }

  private async rename(event: SubmitEvent, passkey: Passkey): Promise<void> {
    event.preventDefault();
    const name = String(new FormData(event.target as HTMLFormElement).get('passkey-name') ?? '').trim();
    if (name === '' || name === passkey.name) return this.stopRenaming(passkey.id);
    const renamed = await this.run('rename', async () => {
      await api.identity.renamePasskey.mutate({ id: passkey.id, name });
      await this.reload();
      return this.texts.account.saved;
    });
    if (renamed) this.stopRenaming(passkey.id);
  }

  private async add(): Promise<void> {
    const explain = (error: unknown): Problem | undefined => {
      const { passkeys: texts } = this.texts.account;
      if (wasThereAlready(error)) return { code: 'already_exists', message: texts.already };
      return wasCancelled(error) ? { code: 'cancelled', message: texts.cancelled } : undefined;
    };
    const addOne = async (): Promise<string> => {
      await addPasskey();
      await this.reload();
      return this.texts.account.passkeys.added;
    };
    await this.run('add', addOne, explain);
  }

  private async drop(passkey: Passkey): Promise<void> {
    const { account } = this.texts;
    const { remove, removeSure, removeYes } = account.passkeys;
    if (!(await confirmed({ title: `${remove}?`, text: removeSure(passkey.name), yes: removeYes, no: account.cancel }))) return;
    const removed = await this.run(passkey.id, async () => {
      await api.identity.removePasskey.mutate({ id: passkey.id });
      await this.reload();
      return this.texts.account.passkeys.removed;
    });
    if (removed) void this.focusOn('h2');
  }
}

customElements.define('vibe-passkeys-section', VibePasskeysSection);
