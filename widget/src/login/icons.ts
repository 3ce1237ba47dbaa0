import { svg } from 'lit';

const stroked = (paths: ReturnType<typeof svg>) =>
  svg`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;

/** Vibe's mark: two strokes that swing into one another. */
export const mark = svg`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" aria-hidden="true"><path d="M3.5 6.5 9 17.2c.6 1.1 2.2 1 2.7-.1l2.2-5.2"/><path d="M14.8 9.6c1-2.4 2.2-3.6 3.6-3.6 1.5 0 2.4 1.1 2.4 2.5 0 3.4-3.9 5.4-6.9 3.4" opacity=".75"/></svg>`;
export const spinner = svg`<svg class="spin" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" aria-hidden="true"><path d="M21 12a9 9 0 0 0-9-9"/></svg>`;
export const chevron = svg`<svg class="chevron" viewBox="0 0 12 12" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m2 4 4 4 4-4"/></svg>`;
export const person = stroked(svg`<circle cx="12" cy="8" r="4"/><path d="M4 20c1-3.5 4-5 8-5s7 1.5 8 5"/>`);
export const leave = stroked(svg`<path d="M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4M15 8l4 4-4 4M19 12H9"/>`);
