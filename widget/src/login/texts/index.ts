import { de } from './de.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';

const locales: Readonly<Record<string, Texts>> = { en, de };

/** The first of these languages (BCP 47 tags) that we speak, else English. */
export function textsIn(languages: readonly string[]): Texts {
  for (const language of languages) {
    const texts = locales[language.toLowerCase().split('-')[0] ?? ''];
    if (texts) return texts;
  }
  return en;
}

export type { Texts };
