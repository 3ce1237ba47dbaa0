import type { Did } from '@vibe/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { revokeGrants } from '../../server/src/rooms/oauth/index.ts';
import { testApp, type VibeServer, vibeServer } from '../harness/server.ts';

let vibe: VibeServer;
beforeAll(async () => {
  vibe = await vibeServer();
  await vibe.push(testApp());
});
afterAll(() => vibe[Symbol.asyncDispose]());

/** A stream over HTTP, as its lines come. */
async function open(token: string, lastEventId?: string) {
  const input = encodeURIComponent(JSON.stringify({ json: { collection: 'feeds/posts', ...(lastEventId && { lastEventId }) } }));
  const response = await fetch(`${vibe.url}/trpc/documents.live?input=${input}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
  });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    async until(pattern: RegExp): Promise<string> {
      while (!pattern.test(text)) {
        const { done, value } = await reader.read();
        if (done) return `${text}(ended)`;
        text += decoder.decode(value, { stream: true });
      }
      return text;
    },
    close: () => reader.cancel(),
  };
}

test('a stream ends with an error within seconds after the consent behind it is gone, and tells nothing more', async () => {
  const alice = await vibe.person('alice');
  const bob = await vibe.person('bob');
  const stream = await open(await alice.token('feeds'));
  expect(await stream.until(/"ready"/)).toContain('id: ');
  const bobs = vibe.api(await bob.token('feeds'));
  const write = (text: string) =>
    bobs.documents.create.mutate({ collection: 'feeds/posts', body: { text }, acl: { read: { allow: ['*'] } } });
  await write('before');
  await stream.until(/before/);
  await revokeGrants(vibe.services, { did: alice.did as Did, appId: 'feeds' });
  const end = await stream.until(/invalid_token/);
  expect(end).toContain('serialized-error');
  await write('after');
  expect(await stream.until(/after/)).toMatch(/\(ended\)$/);
});

test('a stream over HTTP resumes where it broke off', async () => {
  const carol = await vibe.person('carol');
  const token = await carol.token('feeds');
  const mine = vibe.api(token);
  const stream = await open(token);
  const [, id] = /id: (\S+)/.exec(await stream.until(/ready[\s\S]*\n\n/)) ?? [];
  await stream.close();
  await mine.documents.create.mutate({ collection: 'feeds/posts', body: { text: 'meanwhile' } });
  const again = await open(token, id);
  expect(await again.until(/meanwhile/)).not.toContain('ready');
  await again.close();
});
