import { type Language, languages } from '@vibe/shared';
import { expect, test } from 'vitest';
import { accountTexts } from './account.ts';
import { consentTexts } from './consent.ts';
import { emailTexts } from './email.ts';
import { serverTexts } from './server.ts';
import { signInTexts } from './sign-in.ts';

/** Names, and what another language happens to write in the same way. */
const same: Readonly<Record<string, readonly Language[]>> = {
  Vibe: languages,
  DID: languages,
  Handle: ['de'],
  Name: ['de'],
  Passkeys: ['de'],
  Apps: ['de'],
  'E-mail': ['fr'],
};

/** Every text with its path; those with a number or a name in them, said with one. */
function leaves(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return [0, 1, 2, 3, 11, 100].map((count): [string, string] => [`${path}(${count})`, String(value(count, count, count))]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, path === '' ? key : `${path}.${key}`));
}

const all = async (language: Language) => {
  const pages = await Promise.all([accountTexts, consentTexts, emailTexts, serverTexts, signInTexts].map((texts) => texts(language)));
  const { texts: frame } = (await import(`../../frame/texts/${language}.ts`)) as { texts: object };
  return new Map(leaves({ ...Object.assign({}, ...pages), frame }));
};

test.each(languages.slice(1))('nothing is left in English in %s, and nothing is empty', async (language) => {
  const [english, own] = [await all('en'), await all(language)];
  expect([...own.keys()]).toEqual([...english.keys()]);
  const left = [...own].filter(([path, text]) => text === english.get(path) && /\p{L}{2}/u.test(text) && !same[text]?.includes(language));
  expect(left).toEqual([]);
  expect([...own].filter(([path, text]) => text.trim() === '' && english.get(path) !== '')).toEqual([]);
});

test('what is counted is never said without its number being plain: no “#” is left', async () => {
  for (const language of languages) expect([...(await all(language))].filter(([, text]) => text.includes('#'))).toEqual([]);
});
