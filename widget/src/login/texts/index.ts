import { type Language, toLanguage } from '@vibe/shared';
import { en } from './en.ts';
import type { Texts, Translation } from './texts.ts';

/** English is in the tag; each of the others is a file that a page loads when it needs it. */
const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Translation>>> = {
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  fr: async () => (await import('./fr.ts')).fr,
  ar: async () => (await import('./ar.ts')).ar,
  ja: async () => (await import('./ja.ts')).ja,
  zh: async () => (await import('./zh.ts')).zh,
};

/** The first of these languages (BCP 47 tags) that we speak, else English. */
export const languageIn = (wanted: readonly string[]): Language => wanted.map(toLanguage).find((each) => each !== undefined) ?? 'en';

/** English as well where the file does not come: a button in a foreign language is better than none. */
export const textsIn = async (language: Language): Promise<Texts> => (language === 'en' ? en : loaders[language]().catch((): Texts => en));

export type { LaterTexts, Texts, Translation } from './texts.ts';
export { en };
