import { expect, test } from 'vitest';
import { asksForNewSignIn, isAssured } from './oauth.policy.ts';

test('an origin is assured by https, or where all is loopback', () => {
  expect(isAssured('https://vibe.example', 'https://app.example')).toBe(true);
  expect(isAssured('https://vibe.example', 'http://localhost:5173')).toBe(false);
  expect(isAssured('https://vibe.example', 'http://app.localhost')).toBe(false);
  expect(isAssured('http://localhost:3000', 'http://localhost:5173')).toBe(true);
});

test('a session suffices where only a session was lacking', () => {
  expect(asksForNewSignIn('login', ['no_session'])).toBe(false);
  expect(asksForNewSignIn('login', ['no_session', 'vibe_session'])).toBe(false);
  for (const reason of ['login_prompt', 'max_age', 'id_token_hint']) expect(asksForNewSignIn('login', ['vibe_session', reason])).toBe(true);
  expect(asksForNewSignIn('select_account', [])).toBe(true);
});
