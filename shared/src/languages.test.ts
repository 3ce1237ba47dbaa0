import { expect, test } from 'vitest';
import { chooseLanguage, languageNames, languages, toLanguage } from './languages.ts';

test.each([
  ['what is asked for beats all', { asked: 'fr', kept: 'de', accepted: 'es' }, 'fr'],
  ['the first of ui_locales that is spoken here', { suggested: 'it pt-BR ja-JP de', accepted: 'es' }, 'ja'],
  ['what was chosen here beats what an app wishes', { kept: 'fr', suggested: 'de' }, 'fr'],
  ['what was chosen here beats what the browser says', { kept: 'zh', accepted: 'de' }, 'zh'],
  ['a cookie that is no language is nothing', { kept: '<script>', accepted: 'de' }, 'de'],
  ['the browser’s best', { accepted: 'it, de;q=0.5, es-MX;q=0.8' }, 'es'],
  ['what the browser refuses is not given', { accepted: 'de;q=0, ar;q=0.1' }, 'ar'],
  ['a region and a script', { accepted: 'zh-Hant-TW' }, 'zh'],
  ['nothing said', {}, 'en'],
  ['nothing that is spoken here', { asked: 'it', kept: 'pt', accepted: 'ru, *;q=0.1' }, 'en'],
  ['rubbish', { asked: '%%%', accepted: ';;;q=,,=,' }, 'en'],
] as const)('%s', (_says, wishes, language) => expect(chooseLanguage(wishes)).toBe(language));

test('a longer word that begins like a language is not it', () => expect(toLanguage('english')).toBeUndefined());

test('every language has its name', () => expect(Object.keys(languageNames)).toEqual([...languages]));
