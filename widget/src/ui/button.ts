import { html, nothing, type TemplateResult } from 'lit';

export interface ButtonOptions {
  readonly label: string | TemplateResult;
  readonly kind?: 'primary' | 'secondary' | 'plain';
  readonly type?: 'button' | 'submit';
  readonly wide?: boolean;
  readonly danger?: boolean;
  /** Shows a spinner and takes no clicks, but keeps the focus (`disabled` would lose it). */
  readonly busy?: boolean;
  /** Takes no clicks for now. */
  readonly off?: boolean;
  readonly icon?: TemplateResult<2>;
  /** When the label alone does not say which of several things it acts on. */
  readonly says?: string;
  readonly name?: string;
  readonly onClick?: () => void;
}

export function button({
  label,
  kind = 'secondary',
  type = 'button',
  wide,
  danger,
  busy,
  off,
  icon,
  says,
  name,
  onClick,
}: ButtonOptions): TemplateResult {
  const press = (event: Event): void => {
    if (busy || off) event.preventDefault();
    else onClick?.();
  };
  return html`<button class="button ${kind} ${wide ? 'wide' : ''} ${danger ? 'danger' : ''}" type=${type} name=${name ?? nothing}
    aria-disabled=${busy || off ? 'true' : nothing} aria-label=${says ?? nothing} @click=${press}
    >${busy ? html`<span class="spinner" aria-hidden="true"></span>` : (icon ?? nothing)}<span>${label}</span></button>`;
}
