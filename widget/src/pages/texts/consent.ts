import type { Language } from '@vibe/shared';
import type { ConsentTexts } from './en/consent.ts';

/** The consent page in one language, which alone is loaded. */
const load: Readonly<Record<Language, () => Promise<{ readonly texts: ConsentTexts }>>> = {
  en: () => import('./en/consent.ts'),
  de: () => import('./de/consent.ts'),
  es: () => import('./es/consent.ts'),
  fr: () => import('./fr/consent.ts'),
  ar: () => import('./ar/consent.ts'),
  ja: () => import('./ja/consent.ts'),
  zh: () => import('./zh/consent.ts'),
};

export const consentTexts = async (language: Language): Promise<ConsentTexts> => (await load[language]()).texts;

export type { ConsentTexts };
