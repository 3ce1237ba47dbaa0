import { join } from 'node:path';
import { createVibe, publicRead } from '@vibe/client';
import type { Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type BoundServer, bind } from '../../server/src/http/bind.ts';
import { launchBrowser, type TestBrowser } from '../harness/browser.ts';
import { type Person, testApp, type VibeServer, vibeServer } from '../harness/server.ts';

let server: VibeServer;
let site: BoundServer;
let browser: TestBrowser;
let alice: Person;

beforeAll(async () => {
  [server, site, browser] = await Promise.all([vibeServer(), bind('127.0.0.1', 0), launchBrowser()]);
  const origin = `http://board.localhost:${site.port}`;
  const cards = { schema: { type: 'object', properties: { text: { type: 'string' } } }, purpose: 'Cards', public: true };
  await server.push(testApp({ id: 'board', origins: [origin], redirectUris: [`${origin}/`], collections: { cards } }));
  alice = await server.person('alice');
  const setup = { server: server.url, token: await alice.token('board') };
  const script = `window.setup = ${JSON.stringify(setup)};\n${await bundle()}`;
  site.serve((request, response) => {
    const wanted = request.url === '/page.js';
    response.writeHead(200, { 'content-type': wanted ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(wanted ? script : '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/page.js"></script>');
  });
}, 60_000);
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await site.close(100);
  await server[Symbol.asyncDispose]();
}, 30_000);

/** The page with the client from its sources, as an app's own bundler would make it. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    resolve: { conditions: ['@vibe/source', 'browser', 'module', 'import', 'default'] },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'client-page/page.ts'), formats: ['es'] },
      // One file, with what the client loads later.
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  return (built as Rolldown.RolldownOutput[])[0]?.output[0].code ?? '';
}

const texts = (page: Page, name: string) => page.getByRole('region', { name, exact: true }).getByRole('listitem').allTextContents();
const drawn = (page: Page) => page.evaluate(() => ({ ...window.drawn }));

test('lists in React: live, in pages, in StrictMode, drawing only what changed', async () => {
  const script = createVibe({ server: server.url, app: 'board', token: await alice.token('board') });
  const write = (text: string) => script.collection('cards').create({ text }, { acl: publicRead });
  for (const text of ['one', 'two', 'three']) await write(text);

  const page = await browser.page();
  const streams: string[] = [];
  page.on('request', (request) => request.url().includes('documents.subscribe') && streams.push(request.url()));
  await page.goto(`http://board.localhost:${site.port}/`);
  await vi.waitFor(async () => expect(await texts(page, 'visitor')).toEqual(['three', 'two']), 10_000);
  await vi.waitFor(async () => expect(await texts(page, 'alice again')).toEqual(['three', 'two']));
  await vi.waitFor(async () => expect(await page.locator('#who').textContent()).toBe('signed_in alice'));
  // One for the visitor's client, one for both lists of the other, though StrictMode mounts everything twice.
  expect(streams).toHaveLength(2);

  const before = await drawn(page);
  await write('four');
  await vi.waitFor(async () => expect(await texts(page, 'visitor')).toEqual(['four', 'three', 'two']));
  await vi.waitFor(async () => expect(await texts(page, 'alice')).toEqual(['four', 'three', 'two']));
  const after = await drawn(page);
  expect(after.four).toBeGreaterThan(0);
  expect(after.two).toBeLessThanOrEqual((before.two ?? 0) + 6);

  await page.getByRole('button', { name: 'more for visitor' }).click();
  await vi.waitFor(async () => expect(await texts(page, 'visitor')).toEqual(['four', 'three', 'two', 'one']));
  expect(await texts(page, 'alice')).toEqual(['four', 'three', 'two']);

  await page.getByRole('button', { name: 'write' }).click();
  await vi.waitFor(async () => expect((await texts(page, 'visitor'))[0]).toBe('from the page'));
  expect((await texts(page, 'alice again')).filter((each) => each.startsWith('from the page'))).toEqual(['from the page']);

  await page.getByRole('button', { name: 'toggle' }).click();
  await page.getByRole('button', { name: 'toggle' }).click();
  await vi.waitFor(async () => expect(await texts(page, 'visitor')).toEqual(['from the page', 'four']));
  script.close();
  expect(browser.problems).toEqual([]);
});
