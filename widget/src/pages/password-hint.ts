import { passwordLength } from '@vibe/shared';
import type { SignInTexts as Texts } from './texts/sign-in.ts';

/** What to say of a password while it is typed. The server decides in the end; this only spares a round. */
export function passwordHint(password: string, about: readonly string[], texts: Texts['signUp']): { text: string; good: boolean } {
  const length = [...password].length;
  if (length === 0) return { text: texts.passwordHint(passwordLength.min), good: false };
  if (length < passwordLength.min) return { text: texts.passwordMore(passwordLength.min - length), good: false };
  const plain = password.toLowerCase();
  if (new Set(plain).size < 5) return { text: texts.passwordMonotone, good: false };
  const names = about.map((each) => each.toLowerCase()).filter((each) => each.length >= 3);
  if (names.some((name) => plain.includes(name) && plain.replaceAll(name, '').length < 6))
    return { text: texts.passwordNameInside, good: false };
  return { text: texts.passwordGood, good: true };
}
