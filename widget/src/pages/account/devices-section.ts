import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { confirmed } from '../../ui/confirm.ts';
import { moment } from '../../ui/when.ts';
import { api } from '../api.ts';
import { AccountSection } from './section.ts';
import { signOutHere } from './sign-out.ts';

type Device = Awaited<ReturnType<typeof api.oauth.sessions.query>>[number];
type App = Device['apps'][number];

/** Where the person is signed in, to Vibe and to apps, and how to end it: one app, one device, or all of them. Says first who signed in elsewhere meanwhile. */
export class VibeDevicesSection extends AccountSection<Device[]> {
  protected override readonly name = 'devices';

  protected override heading = (): string => this.texts.account.devices.title;
  protected override load = (): Promise<Device[]> => api.oauth.sessions.query();

  /** Other cards end sessions too. */
  refresh(): void {
    void this.reload();
  }

  protected override view(devices: Device[]): TemplateResult {
    const { devices: texts } = this.texts.account;
    return html`${this.news(devices.filter((each) => each.isNew))}
      <ul class="list">${devices.map((each) => this.item(each))}</ul>
      <p class="quiet">${texts.everywhereHint}</p>
      <div>${button({ label: texts.everywhere, danger: true, busy: this.isBusy('everywhere'), off: this.isBusy(), onClick: () => void this.signOutEverywhere() })}</div>`;
  }

  private news(devices: readonly Device[]): TemplateResult | typeof nothing {
    if (devices.length === 0) return nothing;
    const { devices: texts } = this.texts.account;
    return html`<div class="notice" data-news><strong>${texts.news(devices.length)}</strong>
      ${devices.map((each) => html`<span><bdi>${each.device}</bdi>, ${moment(each.createdAt)}</span>`)}
      <span>${texts.newsHint}</span>
      ${button({ label: texts.newsYes, busy: this.isBusy('news'), off: this.isBusy(), onClick: () => void this.noted(devices) })}</div>`;
  }

  private item(device: Device): TemplateResult {
    const { devices: texts } = this.texts.account;
    return html`<li class="device" data-session=${device.id}>
      <div class="grow">
        <span><strong><bdi>${device.device}</bdi></strong> ${device.current ? html`<span class="badge">${texts.here}</span>` : nothing}${device.isNew ? html`<span class="badge">${texts.isNew}</span>` : nothing}</span>
        <span class="quiet">${texts.seen} ${moment(device.lastSeenAt)} · ${device.how === null ? texts.over : html`${texts.how[device.how]}, ${moment(device.createdAt)}`}${device.network ? html` · <bdi>${device.network}</bdi>` : nothing}</span>
      </div>
      ${button({ label: texts.end, kind: 'plain', says: texts.endOf(device.device), busy: this.isBusy(device.id), off: this.isBusy(), onClick: () => void this.end(device) })}
      ${device.apps.length === 0 ? nothing : html`<ul class="device-apps" aria-label=${texts.apps}>${device.apps.map((app) => this.app(device, app))}</ul>`}
    </li>`;
  }

  private app(device: Device, app: App): TemplateResult {
    const { devices: texts } = this.texts.account;
    const what = `${device.id} ${app.id}`;
    return html`<li>
      <span class="grow"><bdi>${app.name}</bdi> <span class="quiet">${texts.appUsed} ${moment(app.lastUsedAt)}</span></span>
      ${button({ label: texts.endApp, kind: 'plain', says: `${texts.endApp}: ${app.name}, ${device.device}`, busy: this.isBusy(what), off: this.isBusy(), onClick: () => void this.endApp(what, device, app) })}
    </li>`;
  }

  private async noted(devices: readonly Device[]): Promise<void> {
    const until = new Date(Math.max(...devices.map(({ createdAt }) => createdAt.getTime())));
    const done = await this.run('news', async () => {
      await api.identity.signInsSeen.mutate({ until });
      await this.reload();
      return this.texts.account.devices.newsSaid;
    });
    if (done) void this.focusOn('h2');
  }

  private async end(device: Device): Promise<void> {
    const ended = await this.run(device.id, async () => {
      if (device.current) await signOutHere();
      else {
        await api.oauth.endSession.mutate({ sessionId: device.id });
        await this.reload();
      }
      return this.texts.account.devices.ended(device.device);
    });
    if (ended) void this.focusOn('h2');
  }

  private async endApp(what: string, device: Device, app: App): Promise<void> {
    const ended = await this.run(what, async () => {
      await api.oauth.endAppSession.mutate({ sessionId: device.id, appId: app.id });
      await this.reload();
      return this.texts.account.devices.endedApp(app.name);
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
