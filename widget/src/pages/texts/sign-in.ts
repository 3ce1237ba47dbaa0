import type { Language } from '@vibe/shared';
import type { SignInTexts } from './en/sign-in.ts';

/** The sign-in page in one language, which alone is loaded. */
const load: Readonly<Record<Language, () => Promise<{ readonly texts: SignInTexts }>>> = {
  en: () => import('./en/sign-in.ts'),
  de: () => import('./de/sign-in.ts'),
  es: () => import('./es/sign-in.ts'),
  fr: () => import('./fr/sign-in.ts'),
  ar: () => import('./ar/sign-in.ts'),
  ja: () => import('./ja/sign-in.ts'),
  zh: () => import('./zh/sign-in.ts'),
};

export const signInTexts = async (language: Language): Promise<SignInTexts> => (await load[language]()).texts;

export type { SignInTexts };
