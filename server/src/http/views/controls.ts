import type { Profile } from '@vibe/shared';
import { html, raw } from 'hono/html';

/** The HTML of widget/src/ui: what the page's script puts in its place stands where this stood. */

export const passkeyIcon = raw(
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="9.5" cy="7.5" r="4"/><path d="M2.5 20c0-4 3-6.5 7-6.5 1.2 0 2.3.2 3.2.7"/><circle cx="17.5" cy="13" r="2.75"/><path d="M17.5 15.75V21l1.75-1.6-1.5-1.4"/></svg>',
);
const icon = (path: string) =>
  raw(
    `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`,
  );
export const checkIcon = icon('m5 12.5 4.5 4.5L19 7.5');
export const crossIcon = icon('m7 7 10 10M17 7 7 17');

interface Field {
  readonly name: string;
  readonly label: string;
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly type?: 'text' | 'password' | 'email';
  readonly maxlength?: number;
  readonly plain?: boolean;
  readonly prefix?: string;
  readonly hint?: string;
  /** Left out by the browser's own check: it is there without the script only. */
  readonly mayBeEmpty?: boolean;
  /** The words of the button that shows a password, which works with the script only. */
  readonly reveal?: string;
}

/** @see widget/src/ui/field.ts */
export function field({ name, label, autocomplete, value = '', type = 'text', maxlength, plain, prefix, hint, mayBeEmpty, reveal }: Field) {
  const rest = `${maxlength === undefined ? '' : ` maxlength="${maxlength}"`}${plain ? ' autocapitalize="none" spellcheck="false"' : ''}${mayBeEmpty ? '' : ' required'}`;
  return html`<div class="field"><label for="field-${name}">${label}</label>
<div class="control ${reveal === undefined ? '' : 'with-reveal'}">${prefix === undefined ? '' : html`<span class="affix" aria-hidden="true">${prefix}</span>`}
<input id="field-${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" dir="${plain ? 'ltr' : 'auto'}" value="${value}" aria-describedby="field-${name}-hint"${raw(rest)}>
${reveal === undefined ? '' : html`<button class="reveal needs-script" type="button" disabled>${reveal}</button>`}</div>
<p class="hint" id="field-${name}-hint">${hint ?? ''}</p></div>`;
}

interface Button {
  readonly label: string;
  readonly kind?: 'primary' | 'secondary' | 'plain';
  readonly icon?: unknown;
  readonly name?: string;
  readonly value?: string;
}

/** @see widget/src/ui/button.ts */
export const submitButton = ({ label, kind = 'secondary', icon: drawn = '', name, value }: Button) =>
  html`<button class="button ${kind} wide" type="submit"${name === undefined ? '' : html` name="${name}" value="${value}"`}>${drawn}<span>${label}</span></button>`;

/** Not there without a script, and not to be pressed before it has taken over: then it would do nothing. */
export const scriptButton = ({ label, kind = 'secondary', icon: drawn = '' }: Button) =>
  html`<button class="button ${kind} wide needs-script" type="button" disabled>${drawn}<span>${label}</span></button>`;

export const linkButton = ({ label, kind = 'secondary' }: Button, href: string) =>
  html`<a class="button ${kind} wide" href="${href}"><span>${label}</span></a>`;

/** @see widget/src/ui/person.ts */
export const avatar = ({ name, picture }: Pick<Profile, 'name' | 'picture'>) =>
  html`<span class="avatar" aria-hidden="true">${picture === undefined ? ([...name][0] ?? '?').toUpperCase() : html`<img src="${picture}" alt="">`}</span>`;

export const person = ({ name, handle, picture }: Pick<Profile, 'name' | 'handle' | 'picture'>) => html`<div class="person">
${avatar({ name, ...(picture !== undefined && { picture }) })}
<div><strong><bdi>${name}</bdi></strong><span class="quiet">@<bdi>${handle}</bdi></span></div></div>`;

export interface Trouble {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly requestId?: string | undefined;
}

/** @see widget/src/ui/problem-notice.ts */
export const problemNotice = (trouble: Trouble | undefined) =>
  trouble === undefined
    ? ''
    : html`<div role="alert"><div class="notice bad"><strong>${trouble.message}</strong>${trouble.hint === undefined ? '' : html`<span>${trouble.hint}</span>`}</div></div>`;

export const hidden = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
