import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { confirmed } from '../../ui/confirm.ts';
import { moment } from '../../ui/when.ts';
import { api } from '../api.ts';
import { AccountSection } from './section.ts';
import { signOutHere } from './sign-out.ts';

type Device = Awaited<ReturnType<typeof api.identity.sessions.query>>[number];

/** Where the person is signed in, and how to end it: one device, or all of them with every app. */
export class VibeDevicesSection extends AccountSection<Device[]> {
  protected override readonly name = 'devices';

  protected override heading = (): string => this.texts.account.devices.title;
  protected override load = (): Promise<Device[]> => api.identity.sessions.query();

  /** Other cards end sessions too. */
  refresh(): void {
    void this.reload();
  }

  protected override view(devices: Device[]): TemplateResult {
    const { devices: texts } = this.texts.account;
    return html`<ul class="list">${devices.map((each) => this.item(each))}</ul>
      <div>${button({ label: texts.everywhere, danger: true, busy: this.isBusy('everywhere'), off: this.isBusy(), onClick: () => void this.signOutEverywhere() })}</div>`;
  }

  private item(device: Device): TemplateResult {
    const { devices: texts } = this.texts.account;
    return html`<li data-session=${device.id}>
      <div class="grow">
        <span><strong>${device.device}</strong> ${device.current ? html`<span class="badge">${texts.here}</span>` : nothing}</span>
        <span class="quiet">${texts.seen} ${moment(device.lastSeenAt)} · ${texts.how[device.how]}, ${moment(device.createdAt)}${device.network ? html` · <bdi>${device.network}</bdi>` : nothing}</span>
      </div>
      ${button({ label: texts.end, kind: 'plain', says: texts.endOf(device.device), busy: this.isBusy(device.id), off: this.isBusy(), onClick: () => void this.end(device) })}
    </li>`;
  }

  private async end(device: Device): Promise<void> {
    const ended = await this.run(device.id, async () => {
      if (device.current) await signOutHere();
      else await api.oauth.endSession.mutate({ sessionId: device.id });
      if (!device.current) await this.reload();
      return this.texts.account.devices.ended(device.device);
    });
    if (ended) void this.focusOn('h2');
  }

  private async signOutEverywhere(): Promise<void> {
    const { account } = this.texts;
    const { everywhere, everywhereSure, everywhereYes } = account.devices;
    if (!(await confirmed({ title: everywhere, text: everywhereSure, yes: everywhereYes, no: account.cancel }))) return;
    await this.run('everywhere', async () => {
      await api.oauth.signOutEverywhere.mutate();
      await signOutHere();
      return '';
    });
  }
}

customElements.define('vibe-devices-section', VibeDevicesSection);

declare global {
  interface HTMLElementTagNameMap {
    'vibe-devices-section': VibeDevicesSection;
  }
}
