import { expect, test } from 'vitest';
import { commonPasswords } from './identity.common-passwords.ts';
import { passwordWeakness } from './identity.password.policy.ts';

const known = await commonPasswords();

const ada = { handle: 'ada-lovelace', name: 'Ada Lovelace', addresses: ['countess.king@engines.example'] };

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
  ['countess.king', 'address'],
  ['Countess1843!', 'address'],
  ['countess.king@engines.example', 'address'],
  // By the list alone.
  ['4815162342', 'stolen'],
  ['Manchester', 'common'],
  ['!Corvette99!', 'common'],
  ['bulldog12345', 'stolen'],
  ['Mercedes2024', 'stolen'],
  ['bullsh1t!!', 'stolen'],
])('%s is weak: %s', (password, why) => {
  expect(passwordWeakness(password, ada, known)).toContain(why);
});

test.each([
  'correct horse battery',
  'tr0ub4dor&3xkcd',
  'lovelace wrote the first program',
  'größere Würfel im Garten',
  '9f8a7c1e5b2d',
  'Kx7#monkey!qP2vzT',
  'four quiet lanterns',
  '密码学很有意思对吧真的',
])('%s is taken', (password) => expect(passwordWeakness(password, ada, known)).toBeUndefined());

test('the list is a real one', () => {
  expect(known.size).toBeGreaterThan(10_000);
  for (const password of ['123456', 'qwertyuiop', 'trustno1', 'iloveyou', '1q2w3e4r5t']) expect(known.has(password)).toBe(true);
});
