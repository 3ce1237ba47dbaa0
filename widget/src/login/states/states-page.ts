import { type Language, languageNames } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { LightElement } from '../../ui/light-element.ts';
import type { TagState } from '../tag-state.ts';
import { fixedSession } from './fixed-session.ts';
import { fixtures } from './fixtures.ts';
import { cssOf, type Theme, type ThemeField, themeFields } from './theme.ts';

const names = Object.keys(fixtures) as TagState['is'][];
// Made once: a tag takes the session it is given as another one's, and begins anew.
const sessions = new Map(names.map((name) => [name, fixtures[name].sessions.map(fixedSession)]));
const themes = { '': 'as the page', light: 'light', dark: 'dark', auto: 'as the system' };
const directions = { '': 'of the language', ltr: 'left to right', rtl: 'right to left' };

/** Every state of the tag, in a theme, a language and a direction of one's choice. */
export class StatesPage extends LightElement {
  static override readonly properties = {
    theme: { state: true },
    scheme: { state: true },
    language: { state: true },
    direction: { state: true },
  };

  declare protected theme: Theme;
  declare protected scheme: keyof typeof themes;
  declare protected language: Language;
  declare protected direction: keyof typeof directions;

  constructor() {
    super();
    this.theme = new Map();
    this.scheme = '';
    this.language = 'en';
    this.direction = '';
  }

  protected override updated(): void {
    const preview = this.querySelector<HTMLElement>('.preview');
    for (const { property } of themeFields) {
      const value = this.theme.get(property) ?? '';
      // Unset, not inherited: this page has colours of its own, which are not the site's.
      preview?.style.setProperty(property, value || 'initial');
    }
    // They look at the page's colours when something about themselves changes; here the colours alone do.
    for (const tag of this.querySelectorAll('vibe-login')) tag.setAttribute('lang', this.language);
  }

  protected override render(): TemplateResult {
    const { scheme, language, direction } = this;
    return html`<header>
        <h1>The tag in all its states</h1>
        <p class="quiet">What <code>&lt;vibe-login&gt;</code> shows, with the colours of your page. Nothing here signs anybody in.</p>
      </header>
      <form class="card theme" @submit=${(event: Event) => event.preventDefault()}>
        <div class="picks">
          ${choice('Theme', scheme, themes, (value) => {
            this.scheme = value;
          })}
          ${choice('Language', language, languageNames, (value) => {
            this.language = value;
          })}
          ${choice('Direction', direction, directions, (value) => {
            this.direction = value;
          })}
        </div>
        <div class="fields">${themeFields.map((field) => this.#field(field))}</div>
        <div class="copy">
          <pre tabindex="0" role="region" aria-label="CSS for your page"><code>${cssOf(this.theme)}</code></pre>
          <div class="actions"><button type="button" class="button secondary" @click=${this.#copy}>Copy the CSS</button>
          <button type="button" class="button plain" @click=${() => {
            this.theme = new Map();
          }}>Start over</button>
          <span role="status" class="quiet"></span></div>
          <p class="quiet">Colours on which nothing can be read (WCAG 2.2 AA) are refused: the tag keeps its own, and the console says why.</p>
        </div>
      </form>
      <section class="preview ${scheme}" aria-label="All states">
        ${names.map(
          (name) => html`<article id=${name}><h2><code>${name}</code></h2><p>${fixtures[name].when}</p>
          ${sessions.get(name)?.map((session) => html`<vibe-login .session=${session} lang=${language} theme=${scheme || nothing} dir=${direction || nothing}></vibe-login>`)}
        </article>`,
        )}
      </section>`;
  }

  #field({ property, kind, what, example }: ThemeField): TemplateResult {
    const value = this.theme.get(property) ?? '';
    const put = ({ currentTarget }: Event) => {
      this.theme = new Map(this.theme).set(property, (currentTarget as HTMLInputElement).value.trim());
    };
    return html`<div class="field"><label for=${property}><code>${property}</code> ${what}</label>
      <div class="control"><input id=${property} .value=${value} placeholder=${example} autocomplete="off" spellcheck="false" @input=${put}>
      ${kind === 'colour' ? html`<input type="color" aria-label="Choose ${property}" .value=${/^#[\da-f]{6}$/i.test(value) ? value : example} @input=${put}>` : ''}</div></div>`;
  }

  readonly #copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(cssOf(this.theme));
    const status = this.querySelector('.copy [role=status]');
    if (status) status.textContent = 'Copied';
  };
}

function choice<Value extends string>(
  label: string,
  chosen: Value,
  options: Readonly<Record<Value, string>>,
  choose: (value: Value) => void,
): TemplateResult {
  const change = ({ currentTarget }: Event) => choose((currentTarget as HTMLSelectElement).value as Value);
  const id = `choose-${label.toLowerCase()}`;
  return html`<div class="pick"><label for=${id}>${label}</label><select id=${id} @change=${change}>${(
    Object.entries(options) as [Value, string][]
  ).map(([value, name]) => html`<option value=${value} ?selected=${value === chosen}>${name}</option>`)}</select></div>`;
}

customElements.define('vibe-tag-states', StatesPage);
