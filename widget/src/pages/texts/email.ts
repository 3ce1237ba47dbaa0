import type { Language } from '@vibe/shared';
import type { EmailTexts } from './en/email.ts';

/** All about letters in one language: loaded when somebody turns to them. */
const load: Readonly<Record<Language, () => Promise<{ readonly texts: EmailTexts }>>> = {
  en: () => import('./en/email.ts'),
  de: () => import('./de/email.ts'),
  es: () => import('./es/email.ts'),
  fr: () => import('./fr/email.ts'),
  ar: () => import('./ar/email.ts'),
  ja: () => import('./ja/email.ts'),
  zh: () => import('./zh/email.ts'),
};

export const emailTexts = async (language: Language): Promise<EmailTexts> => (await load[language]()).texts;

export type { EmailTexts };
