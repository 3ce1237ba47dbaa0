import { expect, test } from 'vitest';
import { passwordWeakness } from './identity.password.policy.ts';

const ada = { handle: 'ada-lovelace', name: 'Ada Lovelace' };

test.each([
  ['password123', 'common'],
  ['P@ssw0rd!!!!', 'common'],
  ['passwordpassword', 'common'],
  ['1iloveyou1!', 'common'],
  ['Sunshine2024', 'common'],
  ['123456789012', 'keyboard'],
  ['0987654321', 'keyboard'],
  ['qwertyuiop', 'keyboard'],
  ['abcdefghijkl', 'keyboard'],
  ['1q2w3e4r5t6y', 'keyboard'],
  ['aaaaaaaaaaaaaaaa', 'few'],
  ['abababababab', 'few'],
  ['adalovelace', 'name'],
  ['ada-lovelace1815', 'name'],
  ['lovelace123', 'name'],
])('%s is weak: %s', (password, why) => {
  expect(passwordWeakness(password, ada)).toContain(why);
});

test.each([
  'correct horse battery',
  'tr0ub4dor&3xkcd',
  'lovelace wrote the first program',
  'größere Würfel im Garten',
  '9f8a7c1e5b2d',
  '密码学很有意思对吧真的',
])('%s is taken', (password) => expect(passwordWeakness(password, ada)).toBeUndefined());
