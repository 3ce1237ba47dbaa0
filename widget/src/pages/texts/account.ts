import type { Language } from '@vibe/shared';
import type { AccountPart } from './en/account.ts';
import { type SignInTexts, signInTexts } from './sign-in.ts';

export type AccountTexts = SignInTexts & AccountPart;

/** The account page in one language, which alone is loaded; the sign-in page's words go with it, for its forms are of the same kind. */
const load: Readonly<Record<Language, () => Promise<{ readonly texts: AccountPart }>>> = {
  en: () => import('./en/account.ts'),
  de: () => import('./de/account.ts'),
  es: () => import('./es/account.ts'),
  fr: () => import('./fr/account.ts'),
  ar: () => import('./ar/account.ts'),
  ja: () => import('./ja/account.ts'),
  zh: () => import('./zh/account.ts'),
};

export async function accountTexts(language: Language): Promise<AccountTexts> {
  const [signIn, own] = await Promise.all([signInTexts(language), load[language]()]);
  return { ...signIn, ...own.texts };
}
