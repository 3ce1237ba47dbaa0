import type { Language } from '@vibe/shared';
import type { ServerTexts } from './en/server.ts';

/** What the server says itself, in one language, which alone is loaded. */
const load: Readonly<Record<Language, () => Promise<{ readonly texts: ServerTexts }>>> = {
  en: () => import('./en/server.ts'),
  de: () => import('./de/server.ts'),
  es: () => import('./es/server.ts'),
  fr: () => import('./fr/server.ts'),
  ar: () => import('./ar/server.ts'),
  ja: () => import('./ja/server.ts'),
  zh: () => import('./zh/server.ts'),
};

export const serverTexts = async (language: Language): Promise<ServerTexts> => (await load[language]()).texts;

export type { ServerTexts };
