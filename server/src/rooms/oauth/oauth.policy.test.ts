import { expect, test } from 'vitest';
import { asksForNewSignIn, isAssured } from './oauth.policy.ts';

test('an origin is assured by https, or where all is loopback', () => {
  expect(isAssured('https://vibe.example', 'https://app.example')).toBe(true);
  expect(isAssured('https://vibe.example', 'http://localhost:5173')).toBe(false);
  expect(isAssured('https://vibe.example', 'http://app.localhost')).toBe(false);
  expect(isAssured('http://localhost:3000', 'http://localhost:5173')).toBe(true);
});

test('a session suffices where only a session was lacking, or the choice of one', () => {
  for (const reasons of [['no_session'], ['no_session', 'vibe_session'], ['select_account_prompt']])
    expect(asksForNewSignIn(reasons)).toBe(false);
  for (const reason of ['login_prompt', 'max_age', 'id_token_hint']) expect(asksForNewSignIn(['vibe_session', reason])).toBe(true);
});
