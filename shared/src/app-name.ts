import { plainText } from './plain-text.ts';

/**
 * What an app calls itself stands in sentences that people decide by. No invisible characters, no towers of accents, something to read, and no word of letters
 * from two alphabets that look alike (UTS #39 §5.2). Whole names in another alphabet are names; see `looksLike`.
 */
export const appName = plainText
  .trim()
  .min(1)
  .max(60)
  .refine((name) => !hidden.test(withoutJoiners(name)), { error: 'must not hold invisible characters' })
  .refine((name) => !/\p{M}{4}/u.test(name.normalize('NFD')), { error: 'must not stack accents' })
  .refine((name) => /[\p{L}\p{N}\p{S}]/u.test(name), { error: 'must hold something to read' })
  .refine((name) => !words(name).some((word) => alphabets.filter((each) => each.test(word)).length > 1), {
    error: 'must not mix alphabets within a word',
  });

const hidden = /\p{Default_Ignorable_Code_Point}|[\u2028\u2029\u2800]/u;
/** Emoji and some scripts are written with characters that are invisible by themselves. */
const withoutJoiners = (name: string): string =>
  name
    .replaceAll(/(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{N}#*]\ufe0f?)[\u200d\ufe0f]/gu, '')
    .replaceAll(/(?<=[\p{L}\p{M}])[\u200c\u200d](?=\p{L})/gu, (joiner, at: number) =>
      joined.test(name.slice(Math.max(0, at - 1), at)) ? '' : joiner,
    );
const joined =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Khmer}\p{Script=Mongolian}]/u;

/** Those that are taken for each other. */
const alphabets = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
] as const;
const words = (name: string): string[] => name.split(/[^\p{L}\p{M}]+/u);

const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['аеорсухіјѕһԁԛԝӏАВЕКМНОРСТХІЈЅҮԌԚԜӀ', 'aeopcyxijshdqwlABEKMHOPCTXIJSYGQWI'],
    ['οαυνικρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'oauvikpABEZHIKMNOPTYX'],
    ['օսհոՕՍԼ', 'ouhnOUL'],
    ['ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ', 'ABCDEHJKLMPRSTVWZ'],
  ].flatMap(([from = '', to = '']) => [...from].map((letter, at) => [letter, [...to][at] ?? letter])),
);

/** What a name without Latin letters reads like in them, when it reads as Latin from end to end; else nothing. */
export function looksLike(name: string): string | undefined {
  const foreign = words(name).filter((word) => word !== '' && !/\p{Script=Latin}/u.test(word));
  const inDisguise = foreign.filter((word) => [...word].length > 1 && [...word].every((letter) => lookalikes[letter] !== undefined));
  if (inDisguise.length === 0) return undefined;
  return [...name].map((letter) => lookalikes[letter] ?? letter).join('');
}
