import { makeAsset } from './assets.ts';

/** Two people, one thing between them. */
export const mark = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><rect width="32" height="32" rx="9" fill="#5b3fd6"/><path d="M8.5 9.5 16 23.5 23.5 9.5" fill="none" stroke="#fff" stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="16" cy="10.2" r="2.5" fill="#fff"/></svg>`;

export const favicon = makeAsset(Buffer.from(mark), 'image/svg+xml');
