import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApp, type VibeServer, vibeServer } from '../harness/server.ts';

let vibe: VibeServer;
beforeAll(async () => {
  vibe = await vibeServer();
  await vibe.push(testApp({ id: 'club', name: 'Club', origins: ['https://club.example'], redirectUris: ['https://club.example/in'] }));
  await vibe.push(testApp({ id: 'other', name: 'Other', origins: ['https://other.example'], redirectUris: [] }));
});
afterAll(() => vibe[Symbol.asyncDispose]());

const follow = async (query: Record<string, string>) => {
  const answer = await fetch(`${vibe.url}/login?${new URLSearchParams(query)}`, { redirect: 'manual', headers: { accept: 'text/html' } });
  return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() };
};

test('it leads to Vibe’s own sign-in, and from there back to the page of the app that it names; no code goes along', async () => {
  const back = 'https://club.example/notes?of=ada#2';
  const { status, to } = await follow({ app: 'club', continue: back });
  expect([status, to]).toEqual([303, `/sign-in?${new URLSearchParams({ continue: back })}`]);
  const signIn = await (await fetch(new URL(to ?? '', vibe.url))).text();
  expect(signIn).toContain(JSON.stringify(back));
});

test('without a page to come back to it is the app’s redirect URI, else its origin', async () => {
  expect((await follow({ app: 'club' })).to).toBe(`/sign-in?${new URLSearchParams({ continue: 'https://club.example/in' })}`);
  expect((await follow({ app: 'other', lang: 'ar' })).to).toBe(
    `/sign-in?${new URLSearchParams({ continue: 'https://other.example/', lang: 'ar' })}`,
  );
});

test.each([
  'https://evil.example/',
  'https://other.example/',
  'https://club.example.evil.example/',
  'https://club.example@evil.example/',
  'https://club.example:8443/',
  'http://club.example/',
  '//evil.example/',
  '/account',
  'javascript:alert(1)',
  '',
])('it is no open redirector: %j is refused, not followed', async (back) => {
  const { status, to, text } = await follow({ app: 'club', continue: back });
  expect([status, to]).toEqual([403, null]);
  expect(text).toContain('origin_not_allowed');
});

test('an app that nobody has registered is said to be unknown', async () => {
  const { status, to } = await follow({ app: 'nobody', continue: 'https://club.example/' });
  expect([status, to]).toEqual([404, null]);
});
