import { languages } from '@vibe/shared';
import { expect, test } from 'vitest';
import { enLater } from './en-later.ts';
import { en, languageIn, textsIn } from './index.ts';

test.each(languages)('%s says everything that English says, in words of its own', async (language) => {
  const texts = await textsIn(language);
  const { later = enLater, ...first } = texts;
  expect(Object.keys(first).sort()).toEqual(Object.keys(en).sort());
  expect(Object.keys(later.errors).sort()).toEqual(Object.keys(enLater.errors).sort());
  const all = [...Object.values(first), ...Object.values(later.errors)].map(String);
  expect(all.filter((text) => text.replaceAll(',', '').trim() === '')).toEqual([]);
  if (language !== 'en') expect(Object.values(later.errors)).not.toContain(enLater.errors.unavailable);
});

test.each([
  [['de-AT'], 'de'],
  [['ZH-Hant-TW'], 'zh'],
  [['he', 'fr-CA', 'en'], 'fr'],
  [['he'], 'en'],
  [[], 'en'],
])('%j is answered in %s', (wanted, language) => expect(languageIn(wanted)).toBe(language));

/** A second line has room for about as much as this; names and the browser's own font differ. */
test.each(languages)('%s keeps its second lines short', async (language) => {
  const { expired, revoked, storageBlocked, popupBlocked, needsTap, overBudget, failed, more } = await textsIn(language);
  const wide = /[\u3000-\u9fff\uff00-\uffef]/;
  const width = (text: string) => [...text].reduce((sum, letter) => sum + (wide.test(letter) ? 2 : 1), 0);
  const lines = [expired, revoked, storageBlocked, popupBlocked, needsTap, overBudget, failed, more];
  expect(lines.filter((line) => width(line) > 38)).toEqual([]);
});
