import type { Language } from '@vibe/shared';
import type { Translation } from './texts.ts';

/** English is in the tag; each of the others is a file that a page loads when it needs it, and so is this list of them. */
export const languages: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Translation>>> = {
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  fr: async () => (await import('./fr.ts')).fr,
  ar: async () => (await import('./ar.ts')).ar,
  ja: async () => (await import('./ja.ts')).ja,
  zh: async () => (await import('./zh.ts')).zh,
};
