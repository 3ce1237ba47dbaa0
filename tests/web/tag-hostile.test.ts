import { VIBE_AUTH } from '@vibe/shared';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Site, site } from '../harness/sites.ts';
import { button, signedInAs, signInByPopup, type TagWorld, tag, tagWorld } from './tag-world.ts';

let world: TagWorld;
let evil: Site;
let page: Page;
beforeAll(async () => {
  world = await tagWorld();
  evil = await site('evil.localhost', () => '<!doctype html><title>Evil</title><link rel="icon" href="data:,"><body></body>');
  await world.signInAtVibe(await world.vibe.person('ada', 'Ada Lovelace'));
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await evil[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await page?.close();
  page = await world.open();
});

/** Puts a frame of Vibe into a page and greets it; what comes back, or silence: then a right greeting that follows is answered before it, or nothing for a second. */
const greetFrame = (where: Page, init: { url: string; server: string; message: object }) =>
  where.evaluate(
    async ({ url, server, message, right }) => {
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
      const { port1, port2 } = new MessageChannel();
      const answer = new Promise<unknown>((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
        setTimeout(() => resolve('silence'), 1000);
      });
      frame.contentWindow?.postMessage(message, server, [port2]);
      const after = new MessageChannel();
      after.port1.onmessage = () => setTimeout(() => port1.dispatchEvent(new MessageEvent('message', { data: 'silence' })));
      frame.contentWindow?.postMessage(right, server, [after.port2]);
      return answer;
    },
    { ...init, right: hello },
  );

const hello = { v: VIBE_AUTH, type: 'init', client_id: 'feeds', nonce: 'n'.repeat(32) };

test('the app may frame it, and is answered', async () => {
  const url = `${world.vibe.url}/frame?app=feeds`;
  expect(await greetFrame(page, { url, server: world.vibe.url, message: hello })).toMatchObject({ type: 'ready', nonce: hello.nonce });
});

test('a site that is not registered cannot even frame it', async () => {
  await page.goto(evil.url);
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  const answer = greetFrame(page, { url: `${world.vibe.url}/frame?app=feeds`, server: world.vibe.url, message: hello });
  await refused;
  expect(await answer).toBe('silence');
});

test('an unregistered origin is refused by the frame itself, when no policy of the browser stands before it', async () => {
  // What frame-ancestors does is taken away, as in a browser that did not know it.
  await page.route(`${world.vibe.url}/frame?app=feeds`, async (route) => {
    const response = await route.fetch();
    const { 'content-security-policy': _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  const url = `${world.vibe.url}/frame?app=feeds`;
  await page.goto(world.host.url);
  expect(await greetFrame(page, { url, server: world.vibe.url, message: hello })).toMatchObject({ type: 'ready' });
  await page.goto(evil.url);
  expect(await greetFrame(page, { url, server: world.vibe.url, message: hello })).toBe('silence');
});

test.each([
  ['another version', { ...hello, v: 'vibe-auth/2' }],
  ['another app', { ...hello, client_id: 'other' }],
  ['a member that is not in the schema', { ...hello, extra: 1 }],
  ['a short nonce', { ...hello, nonce: 'short' }],
])('a greeting with %s is not answered', async (_, message) => {
  expect(await greetFrame(page, { url: `${world.vibe.url}/frame?app=feeds`, server: world.vibe.url, message })).toBe('silence');
});

test('a window of a registered origin that is not the parent is not answered', async () => {
  const answer = await page.evaluate(
    async ({ url, server, message }) => {
      const load = (src?: string) =>
        new Promise<HTMLIFrameElement>((resolve) => {
          const frame = document.createElement('iframe');
          frame.addEventListener('load', () => resolve(frame), { once: true });
          if (src) frame.src = src;
          document.body.append(frame);
        });
      const [vibe, child] = [await load(url), await load()];
      const { port1, port2 } = new MessageChannel();
      const heard = new Promise<unknown>((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
        setTimeout(() => resolve('silence'), 1500);
      });
      // The child has the parent's origin; only the message's source tells them apart.
      const inChild = child.contentWindow as Window & typeof globalThis;
      const post = inChild.Function('to', 'message', 'server', 'port', 'to.postMessage(message, server, [port])');
      post(vibe.contentWindow, message, server, port2);
      return heard;
    },
    { url: `${world.vibe.url}/frame?app=feeds`, server: world.vibe.url, message: hello },
  );
  expect(answer).toBe('silence');
});

test('a second greeting, from the page itself, is too late', async () => {
  await button(page, 'Sign in with Vibe').waitFor();
  const answer = await page.evaluate(async (server) => {
    const { port1, port2 } = new MessageChannel();
    const heard = new Promise<unknown>((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
      setTimeout(() => resolve('silence'), 1500);
    });
    const vibe = document.querySelector<HTMLIFrameElement>('iframe[title=Vibe]')?.contentWindow;
    vibe?.postMessage({ v: 'vibe-auth/1', type: 'init', client_id: 'feeds', nonce: 'n'.repeat(32) }, server, [port2]);
    return heard;
  }, world.vibe.url);
  expect(answer).toBe('silence');
});

test('forged answers of the popup are not taken: wrong window, wrong origin, wrong state, wrong issuer', async () => {
  const opened = page.waitForEvent('popup');
  await button(page, 'Sign in with Vibe').click();
  const popup = await opened;
  await popup.getByRole('button', { name: 'Allow', exact: true }).waitFor();
  const state = new URL((await popup.evaluate(() => performance.getEntriesByType('navigation')[0]?.name)) ?? popup.url()).searchParams.get(
    'state',
  );
  // Of the page itself, and of a frame of another site.
  await page.evaluate(
    ([v, server]) => window.postMessage({ v, type: 'code', code: 'forged', state: 'x', iss: server }, location.origin),
    [VIBE_AUTH, world.vibe.url],
  );
  await page.evaluate(async (url) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  }, evil.url);
  await page
    .frames()
    .find((frame) => frame.url().startsWith(evil.url))
    ?.evaluate(([v, server, known]) => parent.postMessage({ v, type: 'code', code: 'forged', state: known, iss: server }, '*'), [
      VIBE_AUTH,
      world.vibe.url,
      state ?? 'x',
    ] as const);
  await page.waitForTimeout(500);
  await button(page, 'Continue in the Vibe window').waitFor();

  // From the right window and origin, with a state that was never begun: refused, loudly.
  await popup.evaluate(
    ([v, server, origin]) => window.opener.postMessage({ v, type: 'code', code: 'forged', state: 'not-begun', iss: server }, origin),
    [VIBE_AUTH, world.vibe.url, world.host.url] as const,
  );
  await tag(page).getByRole('alert').waitFor();
  expect(await tag(page).getByRole('alert').innerText()).toContain('another sign-in');
  await button(page, 'Try again').click();
  await button(page, 'Sign in with Vibe').waitFor();
});

test('a consent that comes to the front between two clicks is not allowed by the second', async () => {
  await world.vibe.services.database.system.deleteFrom('consents').execute();
  const opened = page.waitForEvent('popup');
  await button(page, 'Sign in with Vibe').click();
  const popup = await opened;
  const allow = popup.getByRole('button', { name: 'Allow', exact: true });
  await allow.waitFor();
  // What closing the window before it does, and the click that follows at once.
  await allow.evaluate((element: HTMLElement) => {
    dispatchEvent(new Event('focus'));
    element.click();
  });
  await popup.waitForTimeout(600);
  expect(await world.vibe.services.database.system.selectFrom('consents').select('scope').execute()).toEqual([]);
  await popup.getByRole('button', { name: 'Do not allow' }).click();
  await button(page, 'Sign in with Vibe').waitFor();
});

test('the frame redeems only what it began: foreign codes, states and issuers are refused', async () => {
  await signInByPopup(page);
  await signedInAs(page, 'Ada Lovelace');
  // The app's own script may open the port anew only with a frame of its own: it has that right, and still gets nothing for a forged code.
  const ask = (message: object) =>
    page.evaluate(
      async ({ url, server, init, request }) => {
        const frame = document.createElement('iframe');
        frame.src = url;
        document.body.append(frame);
        await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
        const { port1, port2 } = new MessageChannel();
        const answer = new Promise<{ type: string; error?: string }>((resolve) => {
          port1.onmessage = ({ data }) => (data.type === 'ready' ? port1.postMessage(request) : resolve(data));
          setTimeout(() => resolve({ type: 'silence' }), 3000);
        });
        frame.contentWindow?.postMessage(init, server, [port2]);
        return answer;
      },
      { url: `${world.vibe.url}/frame?app=feeds`, server: world.vibe.url, init: hello, request: message },
    );
  expect(await ask({ type: 'code', id: 1, code: 'x', state: 'never-begun', iss: world.vibe.url })).toMatchObject({ error: 'bad_answer' });
  expect(await ask({ type: 'code', id: 1, code: 'x', state: 'never-begun', iss: evil.url })).toMatchObject({ error: 'bad_answer' });
  expect(await ask({ type: 'refresh', id: 1, extra: true })).toEqual({ type: 'silence' });
  expect(await ask({ type: 'export_key', id: 1 })).toEqual({ type: 'silence' });
});

test('the state of a flow is good once', async () => {
  const errors = await page.evaluate(
    async ({ url, server, init }) => {
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
      const { port1, port2 } = new MessageChannel();
      type Said = { type: string; id?: number; state?: string; error?: string };
      const next = () => new Promise<Said>((resolve) => port1.addEventListener('message', ({ data }) => resolve(data), { once: true }));
      const ask = (message: object) => {
        port1.postMessage(message);
        return next();
      };
      port1.start();
      const ready = next();
      frame.contentWindow?.postMessage(init, server, [port2]);
      await ready;
      const { state } = await ask({ type: 'begin', id: 1, scope: 'openid', redirect_uri: `${location.origin}/` });
      const answer = { type: 'code', code: 'made-up', state, iss: server };
      return [(await ask({ ...answer, id: 2 })).error, (await ask({ ...answer, id: 3 })).error];
    },
    { url: `${world.vibe.url}/frame?app=feeds`, server: world.vibe.url, init: hello },
  );
  // The server knows no such code; the second time it is not even asked.
  expect(errors).toEqual(['not_signed_in', 'bad_answer']);
});
