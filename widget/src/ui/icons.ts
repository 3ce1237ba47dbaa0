import { svg } from 'lit';

const icon = (paths: unknown) =>
  svg`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;

export const passkeyIcon = icon(
  svg`<circle cx="9.5" cy="7.5" r="4"/><path d="M2.5 20c0-4 3-6.5 7-6.5 1.2 0 2.3.2 3.2.7"/><circle cx="17.5" cy="13" r="2.75"/><path d="M17.5 15.75V21l1.75-1.6-1.5-1.4"/>`,
);
export const checkIcon = icon(svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`);
export const crossIcon = icon(svg`<path d="m7 7 10 10M17 7 7 17"/>`);
/** The mark of server/src/http/favicon.ts. */
export const mark = svg`<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9" fill="#5b3fd6"/><path d="M8.5 9.5 16 23.5 23.5 9.5" fill="none" stroke="#fff" stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="16" cy="10.2" r="2.5" fill="#fff"/></svg>`;
