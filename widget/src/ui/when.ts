import { html, type TemplateResult } from 'lit';

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** “3 days ago”, as the person's language says it. Under a minute: “now”. */
export function ago(date: Date, now = Date.now(), language = document.documentElement.lang || 'en'): string {
  const seconds = Math.max(0, (now - date.getTime()) / 1000);
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ['second', Number.POSITIVE_INFINITY];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.floor(seconds / size), unit);
}

/** A moment in words, with the exact one behind it. */
export const moment = (date: Date): TemplateResult =>
  html`<time datetime=${date.toISOString()} title=${date.toLocaleString(document.documentElement.lang)}>${ago(date)}</time>`;
