import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bind } from '../../server/src/http/bind.ts';
import { launchBrowser } from '../harness/browser.ts';
import { vibeServer } from '../harness/server.ts';

const guide = join(import.meta.dirname, '../../docs/add-sign-in.md');

test('the page and the file of “Add sign-in to any site” work as they stand there, with nothing registered', async () => {
  const text = await readFile(guide, 'utf8');
  const file = text.match(/```json\n([\s\S]*?)```/)?.[1] ?? '';
  const page = text.match(/```html\n(<!doctype html>[\s\S]*?)```/)?.[1] ?? '';
  await using vibe = await vibeServer();
  const site = await bind('127.0.0.1', 0);
  const origin = `http://localhost:${site.port}`;
  const here = (words: string) => words.replaceAll('https://club.example', origin).replaceAll('https://vibe.example', vibe.url);
  site.serve((request, response) => {
    const isFile = request.url === '/vibe.json';
    response.setHeader('content-type', isFile ? 'application/json' : 'text/html').end(here(isFile ? file : page));
  });
  const ada = await vibe.person('ada');
  await using browser = await launchBrowser();
  const club = await browser.page();
  await club.goto(await ada.link());
  await club.getByRole('button', { name: ada.name }).click();
  await club.waitForURL(`${vibe.url}/account`);

  await club.goto(`${origin}/`);
  await club.getByText('Hello, stranger').waitFor();
  const opened = club.waitForEvent('popup');
  await club.locator('vibe-login').getByRole('button').click();
  const popup = await opened;
  await popup.getByRole('heading', { name: 'Allow Club?' }).waitFor();
  await popup.getByRole('button', { name: /^Allow/ }).click();
  await club.getByText(`Hello, ${ada.name}`).waitFor();
  await club.reload();
  await club.getByText(`Hello, ${ada.name}`).waitFor();
  expect(browser.problems.filter((line) => !line.includes('favicon'))).toEqual([]);
  await site.close(200);
});
