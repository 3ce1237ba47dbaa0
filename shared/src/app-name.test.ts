import { describe, expect, test } from 'vitest';
import { appName, looksLike } from './app-name.ts';

const takes = (name: string): boolean => appName.safeParse(name).success;

describe('a name is what it looks like', () => {
  test.each([
    'Feeds',
    'Notes & <b>more</b>',
    'Заметки',
    'فيدز',
    'می‌خواهم',
    '日記アプリ',
    '微信读书 Pro',
    'हिन्दी नोट्स',
    'Café d’été',
    '👩‍💻 Pair',
    '❤️ Hearts',
    'R2-D2',
    'Yandex Такси',
    '7',
  ])('%s may be a name', (name) => expect(takes(name)).toBe(true));

  test.each([
    ['turns the text around', 'Notes\u202egpj.exe'],
    ['sets a direction unseen', 'Notes\u200f'],
    ['holds nothing that is seen', '\u200b\u2060'],
    ['ends in something invisible', 'Vibe\u200b'],
    ['joins what is not joined', 'Vi\u200dbe'],
    ['hides a tag', 'Vibe\u{e0041}'],
    ['is a Hangul filler', '\u3164'],
    ['is a blank braille cell', '\u2800'],
    ['has a Cyrillic letter in a Latin word', 'V\u0456be'],
    ['has a Greek letter in a Latin word', 'G\u03bfogle'],
    ['is a tower of accents', 'V\u0301\u0302\u0303\u0304\u0305ibe'],
    ['breaks the line', 'Vibe\nasks'],
    ['breaks the line as Unicode has it', 'Vibe\u2028asks'],
    ['is too long', 'x'.repeat(61)],
    ['is dots', '…'],
  ])('one that %s is refused', (_, name) => expect(takes(name)).toBe(false));
});

test('a name that only reads as Latin says what it reads like; a name in its own letters says nothing', () => {
  expect(looksLike('\u0405\u0441\u043e\u0440\u0435')).toBe('Scope');
  expect(looksLike('\u0410\u0440\u0440\u04cf\u0435 Pay')).toBe('Apple Pay');
  expect(looksLike('Спорт')).toBeUndefined(); // п and т are no other’s doubles
  expect(looksLike('Заметки')).toBeUndefined();
  expect(looksLike('Scope')).toBeUndefined();
  expect(looksLike('日記')).toBeUndefined();
});
