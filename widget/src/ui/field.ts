import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

export interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly type?: 'text' | 'password';
  readonly autocomplete: string;
  /** Which keyboard a touch screen shows. */
  readonly inputmode?: 'email' | 'numeric';
  readonly maxlength?: number;
  /** For handles: no capitals, no spelling, plain letters. */
  readonly plain?: boolean;
  readonly prefix?: string;
  readonly hint?: string;
  readonly hintIsGood?: boolean;
  /** What is wrong with the value, said politely when it appears. */
  readonly complaint?: string | undefined;
  readonly after?: TemplateResult;
  readonly onInput?: (value: string) => void;
}

/** A labelled input with its hint and its complaint tied to it. */
export function field(options: FieldOptions): TemplateResult {
  const {
    name,
    label,
    value,
    type = 'text',
    autocomplete,
    inputmode,
    maxlength,
    plain,
    prefix,
    hint,
    hintIsGood,
    complaint,
    after,
    onInput,
  } = options;
  const id = `field-${name}`;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <div class="control ${after ? 'with-reveal' : ''}">
      ${prefix ? html`<span class="affix" aria-hidden="true">${prefix}</span>` : nothing}
      <input id=${id} name=${name} type=${type} autocomplete=${autocomplete as AutoFill} inputmode=${inputmode ?? nothing} maxlength=${maxlength ?? nothing}
        autocapitalize=${plain ? 'none' : nothing} spellcheck=${plain ? 'false' : nothing} dir=${plain ? 'ltr' : 'auto'}
        .value=${value === undefined ? nothing : live(value)}
        aria-invalid=${complaint ? 'true' : nothing} aria-describedby="${id}-hint ${id}-complaint"
        @input=${(event: Event) => onInput?.((event.target as HTMLInputElement).value)} />
      ${after ?? nothing}
    </div>
    <p class="hint ${hintIsGood ? 'good' : ''}" id="${id}-hint" aria-live="polite">${complaint ? '' : (hint ?? '')}</p>
    <p class="complaint" id="${id}-complaint" aria-live="polite">${complaint ?? ''}</p>
  </div>`;
}
