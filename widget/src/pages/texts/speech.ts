import type { Language } from '@vibe/shared';

/** Forms by plural category (CLDR); `#` stands for the number. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** Says how many of something there are, in the grammar of a language: `count(2, { one: '1 code', other: '# codes' })`. */
export function counting(language: Language): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', numbers.format(count));
}

/** A number as a language writes it: 1.200 in German. */
export function numbering(language: Language): (value: number) => string {
  const numbers = new Intl.NumberFormat(language);
  return (value) => numbers.format(value);
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * A name inside a sentence that is written from left to right. One that runs the other way gets isolates around it (Unicode UAX 9; `<bdi>`, but for
 * titles and labels too), so that it moves no word beside it.
 */
export const named = (name: string): string => (rightToLeft.test(name) ? isolated(name) : name);

/** Any name inside a sentence that is written from right to left. */
export const isolated = (name: string): string => `\u2068${name}\u2069`;
