import { svg } from 'lit';

const icon = (paths: ReturnType<typeof svg>, name = '') =>
  svg`<svg class=${name} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" aria-hidden="true">${paths}</svg>`;

/** Vibe's mark: two strokes that swing into one another. */
export const mark = icon(
  svg`<path d="M3.5 6.5 9 17.2c.6 1.1 2.2 1 2.7-.1l3.1-7.5c1-2.4 2.2-3.6 3.6-3.6 1.5 0 2.4 1.1 2.4 2.5 0 3.4-3.9 5.4-6.9 3.4"/>`,
);
export const spinner = icon(svg`<path d="M21 12a9 9 0 0 0-9-9"/>`, 'spin');
export const person = icon(svg`<circle cx="12" cy="8" r="4"/><path d="M4 20c1-3 4-5 8-5s7 2 8 5"/>`);
export const leave = icon(svg`<path d="M10 4H5v16h5M15 8l4 4-4 4M19 12H9"/>`);
