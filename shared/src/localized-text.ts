import { z } from 'zod';
import { type Language, languages, toLanguage } from './languages.ts';
import { plainText } from './plain-text.ts';

/** An app's own words: a text, or one for each language that it speaks. English, or else the first, stands in for those that are not there. */
export type LocalizedText = string | Partial<Record<Language, string>>;

export const localizedText = (most: number) => {
  const text = plainText.min(1).max(most);
  const perLanguage = z
    .partialRecord(z.enum(languages), text)
    .refine((value) => Object.keys(value).length > 0, { error: 'must hold a text in one language at least' });
  return z.union([text, perLanguage]);
};

/** @returns the text, and the language it is in, where the app has said so */
export function textIn(text: LocalizedText, language: Language): { readonly text: string; readonly language?: Language } {
  if (typeof text === 'string') return { text };
  const found = [language, 'en', ...Object.keys(text)].map(toLanguage).find((each) => each !== undefined && text[each] !== undefined);
  return found === undefined ? { text: '' } : { text: text[found] ?? '', language: found };
}
