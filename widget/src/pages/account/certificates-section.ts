import type { Certificate, CertificatePage } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { confirmed } from '../../ui/confirm.ts';
import { dayText } from '../../ui/day.ts';
import { api } from '../api.ts';
import { AccountSection } from './section.ts';

type Side = 'held' | 'issued';
interface Certificates {
  readonly held: CertificatePage;
  readonly issued: CertificatePage;
  /** Of the others named in them; whom this server does not know is shown by DID. */
  readonly names: ReadonlyMap<string, string>;
}

/** Certificates that the person holds, and those they have issued: who certifies what of whom, and whether it counts. */
export class VibeCertificatesSection extends AccountSection<Certificates> {
  protected override readonly name = 'certificates';

  protected override heading = (): string => this.texts.account.certificates.title;

  protected override async load(): Promise<Certificates> {
    const [held, issued] = await Promise.all([api.certificates.held.query({ limit }), api.certificates.issued.query({ limit })]);
    return withNames({ held, issued, names: new Map() });
  }

  protected override view(value: Certificates): TemplateResult {
    const { certificates: texts } = this.texts.account;
    return html`<p class="quiet">${texts.hint}</p>${this.side('held', value)}${this.side('issued', value)}`;
  }

  private side(side: Side, value: Certificates): TemplateResult {
    const { certificates: texts } = this.texts.account;
    const { certificates, cursor } = value[side];
    return html`<div class="stack" data-side=${side}>
      <h3>${texts[side]}</h3>
      ${
        certificates.length === 0
          ? html`<p class="quiet">${side === 'held' ? texts.noneHeld : texts.noneIssued}</p>`
          : html`<ul class="list">${certificates.map((each) => this.item(side, each, value.names))}</ul>`
      }
      ${cursor === undefined ? nothing : html`<div>${button({ label: texts.more, busy: this.isBusy(`more ${side}`), off: this.isBusy(), onClick: () => void this.more(side, value) })}</div>`}
    </div>`;
  }

  private item(side: Side, certificate: Certificate, names: Certificates['names']): TemplateResult {
    const { certificates: texts } = this.texts.account;
    const { id, type, issuer, subject, issuedAt, expiresAt, state } = certificate;
    const other = side === 'held' ? issuer : subject;
    const name = names.get(other) ?? other;
    return html`<li class="tall" data-certificate=${id}>
      <div class="grow">
        <span><strong><bdi>${type}</bdi></strong> <span class="badge">${texts.states[state]}</span></span>
        <span class="quiet">${side === 'held' ? texts.from : texts.to} <bdi title=${other}>${name}</bdi></span>
        <span class="quiet">${texts.since} ${dayText(issuedAt)}${expiresAt === undefined ? nothing : html` · ${texts.until(dayText(expiresAt))}`}</span>
      </div>
      ${button({ label: texts.copy, kind: 'plain', says: texts.copyOf(type), off: this.isBusy(), onClick: () => void this.copy(certificate) })}
      ${side === 'issued' && state !== 'revoked' ? button({ label: texts.revoke, kind: 'plain', danger: true, says: texts.revokeOf(type, name), busy: this.isBusy(id), off: this.isBusy(), onClick: () => void this.revoke(certificate, name) }) : nothing}
    </li>`;
  }

  private async copy({ jwt }: Certificate): Promise<void> {
    await this.run('copy', async () => {
      await navigator.clipboard.writeText(jwt);
      return this.texts.account.certificates.copied;
    });
  }

  private async revoke({ id, type }: Certificate, name: string): Promise<void> {
    const { account } = this.texts;
    const { revoke, revokeSure, revokeYes, revokedNow } = account.certificates;
    if (!(await confirmed({ title: `${revoke}?`, text: revokeSure(type, name), yes: revokeYes, no: account.cancel }))) return;
    const done = await this.run(id, async () => {
      await api.certificates.revoke.mutate({ id });
      await this.reload();
      return revokedNow;
    });
    if (done) void this.focusOn('h2');
  }

  private async more(side: Side, value: Certificates): Promise<void> {
    const { certificates, cursor } = value[side];
    if (cursor === undefined) return;
    await this.run(`more ${side}`, async () => {
      const next = await api.certificates[side].query({ limit, cursor });
      this.show(await withNames({ ...value, [side]: { ...next, certificates: [...certificates, ...next.certificates] } }));
      return '';
    });
  }
}

const limit = 20;
/** As many profiles as the server gives in one answer. */
const NAMES_AT_ONCE = 50;

async function withNames(value: Certificates): Promise<Certificates> {
  const dids = [...value.held.certificates.map(({ issuer }) => issuer), ...value.issued.certificates.map(({ subject }) => subject)];
  const missing = [...new Set(dids)].filter((each) => !value.names.has(each)).slice(0, NAMES_AT_ONCE);
  if (missing.length === 0) return value;
  const profiles = await api.identity.profiles.query({ dids: missing });
  return { ...value, names: new Map([...value.names, ...profiles.map(({ did, name, handle }) => [did, `${name} (@${handle})`] as const)]) };
}

customElements.define('vibe-certificates-section', VibeCertificatesSection);
