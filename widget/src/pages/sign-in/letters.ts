import { pageLanguage } from '../page-language.ts';
import { type EmailTexts, emailTexts } from '../texts/email.ts';

/** What all that is about letters needs: loaded when somebody turns to them, for most never do. */
export async function loadLetters(): Promise<EmailTexts> {
  const [texts] = await Promise.all([emailTexts(pageLanguage()), import('./by-email.ts'), import('./letter-link.ts')]);
  return texts;
}
