import { type Language, toLanguage } from '@vibe/shared';

/** The language that the server wrote the page in. */
export const pageLanguage = (): Language => toLanguage(document.documentElement.lang) ?? 'en';
