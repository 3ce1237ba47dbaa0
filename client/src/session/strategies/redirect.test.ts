import { expect, test } from 'vitest';
import { chooseRedirectUri } from './redirect.ts';

const registered = ['https://other.example/', 'https://app.example/', 'https://app.example/notes'];

test('the page itself is preferred, without its query and fragment', () => {
  expect(chooseRedirectUri(registered, 'https://app.example/notes?page=2#top')).toBe('https://app.example/notes');
});
test('else a registered page of the same origin, and never one of another', () => {
  expect(chooseRedirectUri(registered, 'https://app.example/elsewhere')).toBe('https://app.example/');
  expect(() => chooseRedirectUri(registered, 'https://evil.example/')).toThrow(expect.objectContaining({ code: 'no_redirect_uri' }));
});
