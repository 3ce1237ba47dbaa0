import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApp, type VibeServer, vibeServer } from '../../../../tests/harness/server.ts';
import { consentFor } from '../consent/index.ts';
import { ownSpace } from './space.ts';

let vibe: VibeServer;
beforeAll(async () => {
  vibe = await vibeServer();
});
afterAll(() => vibe[Symbol.asyncDispose]());

test('what somebody keeps is counted by app and collection, follows each write, and is theirs alone', async () => {
  const [feeds, other] = [await vibe.push(testApp()), await vibe.push(testApp({ id: 'other', name: 'Other' }))];
  const [ada, bea] = [await vibe.person('ada'), await vibe.person('bea')];
  const documents = vibe.api(await ada.token('feeds')).documents;
  await vibe.api(await bea.token('feeds')).documents.create.mutate({ collection: 'feeds/posts', body: { text: 'not hers' } });
  expect(await ownSpace(vibe.services, ada.did)).toEqual({ apps: [], bytes: 0, documents: 0, atLeast: false });

  const text = 'x'.repeat(89); // {"text":"…"} around it makes a hundred bytes
  const post = await documents.create.mutate({ collection: 'feeds/posts', body: { text } });
  const note = await documents.create.mutate({ collection: 'feeds/notes', body: { text } });
  await vibe.api(await ada.token('other')).documents.create.mutate({ collection: 'other/notes', body: { text: '' } });
  const part = (name: string, bytes: number) => ({ name, bytes, documents: 1 });
  expect(await ownSpace(vibe.services, ada.did)).toEqual({
    apps: [
      {
        app: { id: 'feeds', name: 'Feeds', origin: feeds.origins[0] },
        ...{ bytes: 200, documents: 2, collections: [part('notes', 100), part('posts', 100)] },
      },
      { app: { id: 'other', name: 'Other', origin: other.origins[0] }, ...{ bytes: 11, documents: 1, collections: [part('notes', 11)] } },
    ],
    ...{ bytes: 211, documents: 3, atLeast: false },
  });

  await documents.remove.mutate({ collection: 'feeds/posts', id: post.id, rev: post.rev });
  await documents.update.mutate({ collection: 'feeds/notes', id: note.id, rev: note.rev, body: { text: text.slice(1) } });
  expect(await ownSpace(vibe.services, ada.did)).toMatchObject({ bytes: 110, documents: 2 });

  const asked = {
    app: feeds,
    scopes: ['openid' as const],
    granted: new Set<never>(),
    origin: 'https://feeds.example',
    lang: 'en' as const,
  };
  expect((await consentFor(vibe.services, { ...asked, did: ada.did })).pays).toContain('99 byte of your space now (documents: 1)');
  expect((await consentFor(vibe.services, { ...asked, did: (await vibe.person('cia')).did })).pays).toContain('nothing of your space yet');
});

test('one app’s part of one’s data is exported by itself, and can be imported', async () => {
  const dora = await vibe.person('dora');
  const create = async (app: 'feeds' | 'other') =>
    vibe.api(await dora.token(app)).documents.create.mutate({ collection: `${app}/notes`, body: { text: app } });
  await Promise.all([create('feeds'), create('other')]);
  const { exportManifestFor, exportText, readManifest } = await import('./index.ts');
  const manifest = await exportManifestFor(vibe.services, { user: { did: dora.did, handle: 'dora' }, app: { id: 'feeds' } });
  let text = '';
  for await (const chunk of exportText(vibe.services, manifest)) text += chunk.text;
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; collection?: string });
  expect(readManifest(lines[0])).toMatchObject({ what: { app: { id: 'feeds' } }, counts: { documents: 1 } });
  expect(lines.filter(({ type }) => type === 'document').map(({ collection }) => collection)).toEqual(['feeds/notes']);
  expect(lines.map(({ type }) => type)).not.toContain('device');
});
