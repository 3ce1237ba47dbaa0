import { revision } from '@vibe/shared';
import { expect, test } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { nextRevision, readRevision, writeRevision } from './revision.ts';

// These hashes are stored and compared between servers: they may never change.
test('a revision is fixed by the one before, the body, and whether it is removed', () => {
  const first = nextRevision(undefined, canonicalJson({ b: 1, a: 'é' }));
  expect(writeRevision(first)).toBe('1-772eb151e1f9b6eff5390c3dfb7220b7');
  expect(writeRevision(nextRevision(first, canonicalJson({ a: 2 })))).toBe('2-cafcbb5ba6a13e15b78f119e8d906d4e');
  expect(writeRevision(nextRevision(first, null))).toBe('2-adddd0619d6704e7624949b115bd8252');
});

test('a revision reads back as it was written', () => {
  const text = writeRevision(nextRevision({ generation: 99_999_998, hash: 'f'.repeat(32) }, '{}'));
  expect(revision.parse(text)).toBe(text);
  expect(writeRevision(readRevision(text))).toBe(text);
});

test('canonical JSON sorts keys by UTF-16 units, leaves out what is undefined, and writes numbers as ECMAScript does (RFC 8785)', () => {
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '😀': 4, b: undefined, n: [1e21, 333_333_333.333_333_3, -0, 1e-7] })).toBe(
    '{"\\r":2,"1":3,"n":[1e+21,333333333.3333333,0,1e-7],"€":1,"😀":4}',
  );
});
