import { type Language, toLanguage } from '@vibe/shared';
import type { Texts } from './en.ts';

const load: Readonly<Record<Language, () => Promise<{ readonly texts: Texts }>>> = {
  en: () => import('./en.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
  ar: () => import('./ar.ts'),
  ja: () => import('./ja.ts'),
  zh: () => import('./zh.ts'),
};

/** The frame's words, in the language that the server wrote it in (`/frame?lang=`). */
export const frameTexts = async (): Promise<Texts> => (await load[toLanguage(document.documentElement.lang) ?? 'en']()).texts;

export type { Texts };
