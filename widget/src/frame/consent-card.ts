import type { Profile } from '@vibe/shared';
import { html, LitElement, nothing, svg, unsafeCSS } from 'lit';
import { mark } from '../ui/icons.ts';
import { tokens } from '../ui/tokens.ts';
import text from './consent.css?inline';
import type { FrameStatus } from './frame-routes.ts';
import { type Press, type PressWatch, watchPresses } from './press.ts';
import type { Texts } from './texts/index.ts';

const tick = svg`<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m3 8.5 3.5 3.5L13 4.5"/></svg>`;

/** The compact consent: everything that the page says, on one card, with one tap to allow. It does not judge whether the tap counts. */
export class ConsentCard extends LitElement {
  static override readonly properties = {
    texts: { attribute: false },
    consent: { attribute: false },
    account: { attribute: false },
    ready: {},
    covered: {},
    armed: { state: true },
  };
  static override readonly styles = [tokens, unsafeCSS(text)];

  declare texts: Texts;
  declare consent: FrameStatus['consent'];
  declare account: Profile;
  /** A tap would count now. */
  declare ready: boolean;
  declare covered: boolean;
  /** A mouse on the button has been there long enough. */
  declare armed: boolean;
  declare onAllow: (press: Press) => unknown;
  declare onNotNow: () => void;
  #presses: PressWatch | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#escape);
    addEventListener('focus', this.#takeFocus);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#escape);
    removeEventListener('focus', this.#takeFocus);
    this.#presses?.stop();
  }

  protected override firstUpdated(): void {
    const button = this.renderRoot.querySelector<HTMLElement>('#allow');
    if (button) this.#presses = watchPresses(button, (is) => (this.armed = is));
  }

  protected override render() {
    const { app, items, cannot, pays, ends } = this.consent;
    const { account, texts } = this;
    const isNew = items.filter((item) => item.isNew);
    return html`<section role="dialog" aria-labelledby="asks" aria-describedby="may" tabindex="-1">
      <header>
        <span class="mark">${mark}</span>
        <div>
          <h1 id="asks">${texts.asks[0]}<bdi>${app.name}</bdi>${texts.asks[1]}</h1>
          <span class="origin" title=${texts.verified}>${new URL(app.origin).host}</span>
        </div>
      </header>
      <ul id="may">
        ${isNew.map(
          ({ says, purpose }, index) =>
            html`<li>${tick}<span>${says}</span>${purpose && purpose !== isNew[index + 1]?.purpose ? html`<q>${purpose}</q>` : nothing}</li>`,
        )}
      </ul>
      <div class="who">${face(account)}<bdi>${account.name}</bdi><span><bdi>@${account.handle}</bdi></span></div>
      <div class="small">
        <p>${texts.cannot} ${list(cannot)}.</p>
        <p>${pays}</p>
        <p>${ends}</p>
      </div>
      ${this.covered ? html`<p class="warning" role="alert">${texts.hidden}</p>` : nothing}
      <div class="actions">
        <button id="not-now" @click=${() => this.onNotNow()}>${texts.notNow}</button>
        <button id="allow" class=${this.armed ? 'armed' : ''} aria-disabled=${!this.ready} @click=${this.#allow}>${texts.allow}</button>
      </div>
    </section>`;
  }

  readonly #allow = (event: MouseEvent): void => {
    if (this.#presses) this.onAllow(this.#presses.of(event));
  };

  /** When the host hands it over, never before; and not to a button: Enter, pressed for the page before, must not fall on it. */
  readonly #takeFocus = (): void => {
    if (!this.renderRoot.querySelector(':focus')) this.renderRoot.querySelector('section')?.focus({ preventScroll: true });
  };

  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.onNotNow();
  };
}
customElements.define('vibe-consent-card', ConsentCard);

const list = (items: readonly string[]): string =>
  new Intl.ListFormat(document.documentElement.lang, { type: 'disjunction' }).format(items);

const face = ({ name, picture }: Profile) =>
  html`<span class="face" aria-hidden="true">${picture ? html`<img src=${picture} alt="">` : ([...name][0] ?? '·').toLocaleUpperCase()}</span>`;
