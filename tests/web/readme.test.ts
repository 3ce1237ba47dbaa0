import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bind } from '../../server/src/http/bind.ts';
import { launchBrowser } from '../harness/browser.ts';
import { vibeServer } from '../harness/server.ts';

const readme = join(import.meta.dirname, '../../README.md');

test("the README's page works as it stands there: a visitor reads, somebody signs in and writes, the other sees it", async () => {
  const [, page = ''] = (await readFile(readme, 'utf8')).match(/```html\n([\s\S]*?)```/) ?? [];
  expect(page.split('\n').length).toBeLessThanOrEqual(26);
  await using vibe = await vibeServer();
  const site = await bind('127.0.0.1', 0);
  const origin = `http://guestbook.localhost:${site.port}`;
  site.serve(
    (_request, response) => void response.setHeader('content-type', 'text/html').end(page.replaceAll('http://localhost:3000', vibe.url)),
  );
  await vibe.push({
    id: 'guestbook',
    name: 'Guestbook',
    origins: [origin],
    scopes: ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write'],
    collections: {
      lines: {
        schema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
        purpose: 'Your lines',
        public: true,
      },
    },
  });
  const ada = await vibe.person('ada');
  await using browser = await launchBrowser();
  await using other = await launchBrowser();
  const visitor = await other.page();
  await visitor.goto(origin);
  const writer = await browser.page();
  await writer.goto(await ada.link(`${origin}/`));
  await writer.getByRole('button', { name: /Continue as/ }).click();
  await writer.waitForURL(`${origin}/`);

  await writer.getByRole('textbox', { name: 'Your line' }).fill('Ada was here');
  const opened = writer.waitForEvent('popup');
  await writer.getByRole('button', { name: 'Sign the book' }).click();
  await (await opened).getByRole('button', { name: /^Allow/ }).click();

  await writer.getByText('Ada was here').waitFor();
  await visitor.getByText('Ada was here').waitFor();
  // The tag and the page's client share one session.
  await writer.locator('vibe-login').getByRole('button', { name: /ada/ }).waitFor();
  expect([...browser.problems, ...other.problems].filter((line) => !line.includes('favicon'))).toEqual([]);
  await site.close(200);
});
