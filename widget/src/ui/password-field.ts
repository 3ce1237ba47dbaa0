import { html, type TemplateResult } from 'lit';
import { type FieldOptions, field } from './field.ts';
import { LightElement } from './light-element.ts';

export interface PasswordTexts {
  readonly show: string;
  readonly hide: string;
  readonly showPassword: string;
}

/** A password input that can show what is in it. Give it a key in lists: what was typed lives in the input alone. */
export class VibePasswordField extends LightElement {
  static override properties = { field: { attribute: false }, texts: { attribute: false }, shown: { state: true } };
  declare field: Omit<FieldOptions, 'type' | 'after' | 'value'>;
  declare texts: PasswordTexts;
  declare private shown: boolean;

  constructor() {
    super();
    this.shown = false;
  }

  protected override render(): TemplateResult {
    const { show, hide, showPassword } = this.texts;
    const reveal = html`<button class="reveal" type="button" aria-pressed=${this.shown} aria-label=${showPassword} @click=${this.toggle}>
      ${this.shown ? hide : show}
    </button>`;
    return field({ ...this.field, plain: true, type: this.shown ? 'text' : 'password', after: reveal });
  }

  private toggle(): void {
    this.shown = !this.shown;
  }
}

customElements.define('vibe-password-field', VibePasswordField);

declare global {
  interface HTMLElementTagNameMap {
    'vibe-password-field': VibePasswordField;
  }
}
