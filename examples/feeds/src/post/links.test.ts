import { expect, test } from 'vitest';
import { textParts } from './links.ts';

const links = (text: string): string[] => textParts(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []));

test('the parts together are the text', () => {
  const text = 'See https://example.org/a?b=1, then http://localhost:3000/. Done';
  expect(
    textParts(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});

test('punctuation at the end belongs to the sentence', () => {
  expect(links('(see https://example.org/page). Or https://example.org/other!')).toEqual([
    'https://example.org/page',
    'https://example.org/other',
  ]);
});

test('nothing but http and https becomes a link', () => {
  expect(links('javascript:alert(1) data:text/html,x ftp://example.org mailto:a@example.org')).toEqual([]);
});

test('markup stays text', () => {
  expect(links('<a href="https://evil.example/">x</a>')).toEqual(['https://evil.example/']);
  expect(textParts('<b>bold</b>')).toEqual([{ kind: 'text', text: '<b>bold</b>' }]);
});
