import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainRecoveryCode, recoveryCodeFrom } from './identity.recovery-code.ts';

const tenBytes = fc.uint8Array({ minLength: 10, maxLength: 10 });

test('a code has four groups of four, and none of the letters that look like others', () => {
  fc.assert(fc.property(tenBytes, (bytes) => /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/.test(recoveryCodeFrom(bytes))));
});

test('every bit of the randomness is in the code', () => {
  const plain = (bytes: Uint8Array) => plainRecoveryCode(recoveryCodeFrom(bytes));
  fc.assert(
    fc.property(tenBytes, fc.nat({ max: 79 }), (bytes, bit) => {
      const other = bytes.slice();
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(plain(other)).not.toBe(plain(bytes));
    }),
  );
});

test('what people write for a code is that code', () => {
  const code = 'A0B1-C2D3-E4F5-G6H7';
  for (const typed of [code, code.toLowerCase(), 'aOBl c2d3 e4f5 g6h7', 'AOBIC2D3E4F5G6H7', ' A0B1–C2D3—E4F5-G6H7\n'])
    expect(plainRecoveryCode(typed)).toBe('A0B1C2D3E4F5G6H7');
});
