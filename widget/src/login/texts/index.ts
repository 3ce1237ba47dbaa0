import { type Language, toLanguage } from '@vibe/shared';
import { en } from './en.ts';
import type { Texts } from './texts.ts';

/** The first of these languages (BCP 47 tags) that we speak, else English. */
export const languageIn = (wanted: readonly string[]): Language => wanted.map(toLanguage).find((each) => each !== undefined) ?? 'en';

/** English as well where the file does not come: a button in a foreign language is better than none. */
export async function textsIn(language: Language): Promise<Texts> {
  try {
    return language === 'en' ? en : await (await import('./languages.ts')).languages[language]();
  } catch {
    return en;
  }
}

export type { Texts } from './texts.ts';
export { en };
