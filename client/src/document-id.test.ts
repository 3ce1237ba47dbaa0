import { documentId } from '@vibe/shared';
import { expect, test } from 'vitest';
import { newDocumentId } from './document-id.ts';

test('ids are what the server takes, and never twice the same', () => {
  const ids = Array.from({ length: 1_000 }, () => newDocumentId());
  for (const id of ids) expect(documentId.safeParse(id).success).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('ids sort by when they were made', () => {
  const at = [0, 1, 31, 32, 1_000_000, Date.UTC(2026, 0), Date.UTC(2026, 0) + 1, Date.UTC(9999, 0)];
  const ids = at.map((each) => newDocumentId(each));
  expect(ids).toEqual([...ids].sort());
  expect(newDocumentId(Date.UTC(2026, 0))).toMatch(/^01KDVDNA00[0-9A-HJKMNP-TV-Z]{16}$/);
});
