import { expect, test } from 'vitest';
import { appOfCollection, documentId, handle, isDid, nameOfCollection, qualifiedCollection, revision } from './ids.ts';
import { isAllowedOrigin, redirectUri } from './manifest.ts';

test.each(['did:web:vibe.example:u:ada', 'did:webvh:QmX:localhost%3A3000:u:ada', 'did:key:z6Mk'])('%s is a DID', (value) => {
  expect(isDid(value)).toBe(true);
});
test.each(['did:', 'did:web:', 'DID:web:a', 'did:web:a b', 'ada', '', 7, null])('%j is not a DID', (value) => {
  expect(isDid(value)).toBe(false);
});

test.each(['ada', 'a1-b', 'x'.repeat(30)])('%s is a handle', (value) => expect(handle.safeParse(value).success).toBe(true));
test.each(['ab', '-ab', 'ab-', 'Ada', 'a b', 'x'.repeat(31), 'ада'])('%s is not a handle', (value) =>
  expect(handle.safeParse(value).success).toBe(false),
);

test('a qualified collection falls into its halves', () => {
  expect(qualifiedCollection.parse('feeds/posts')).toBe('feeds/posts');
  expect(appOfCollection('feeds/posts')).toBe('feeds');
  expect(nameOfCollection('feeds/posts')).toBe('posts');
  for (const wrong of ['posts', 'feeds/', '/posts', 'feeds/posts/x', 'Feeds/posts', 'feeds/1x'])
    expect(qualifiedCollection.safeParse(wrong).success).toBe(false);
});

test('ids and revisions are URL-safe text', () => {
  for (const good of ['a', '01J8-x_y.z~:', 'x'.repeat(128)]) expect(documentId.safeParse(good).success).toBe(true);
  for (const wrong of ['', '_design', 'a/b', 'a b', 'ä', 'x'.repeat(129), '../a']) expect(documentId.safeParse(wrong).success).toBe(false);
  expect(revision.safeParse(`12-${'a'.repeat(32)}`).success).toBe(true);
  for (const wrong of [`0-${'a'.repeat(32)}`, `1-${'g'.repeat(32)}`, '1-abc']) expect(revision.safeParse(wrong).success).toBe(false);
});

test('origins are https, or http on this machine', () => {
  for (const good of ['https://app.example', 'http://localhost:5173', 'http://feeds.localhost:3001', 'http://127.0.0.1:8080'])
    expect(isAllowedOrigin(good)).toBe(true);
  for (const wrong of [
    'http://app.example',
    'https://app.example/',
    'https://app.example/x',
    'javascript:alert(1)',
    '*',
    'http://evil-localhost',
    'null',
  ])
    expect(isAllowedOrigin(wrong)).toBe(false);
});

test('a redirect URI is a whole URL, as it stands, without fragment', () => {
  expect(redirectUri.safeParse('https://app.example/cb?x=1').success).toBe(true);
  for (const wrong of ['https://app.example', 'https://app.example/#x', 'http://app.example/', 'https://app.example/../a'])
    expect(redirectUri.safeParse(wrong).success).toBe(false);
});
