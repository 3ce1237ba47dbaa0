import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineName } from '../../scripts/browsers.ts';
import type { Page } from './drive/engine.ts';

/** What a browser gives a page and Vibe's frame inside of it: yes or no for each row of the table in the docs. */
export async function measured(page: Page, server: string): Promise<Readonly<Record<string, boolean>>> {
  const frame = await page.frame(`${server}/frame`);
  return {
    ...(await page.evaluate(() => ({ FedCM: 'IdentityCredential' in window }))),
    ...(await frame.evaluate(async () => ({
      'IndexedDB in the frame': await new Promise<boolean>((resolve) => {
        const asked = indexedDB.open('vibe-auth');
        asked.onsuccess = () => resolve(true);
        asked.onerror = () => resolve(false);
      }),
      'passkeys in the frame': 'PublicKeyCredential' in window,
      'the frame can prove that it is seen': 'isVisible' in IntersectionObserverEntry.prototype,
      'Vibe’s own cookies in the frame': await document.hasStorageAccess(),
    }))),
  };
}

/** The same rows as docs/how-sign-in-works.md has them, under "What each engine does". */
export async function documented(engine: EngineName): Promise<Readonly<Record<string, boolean>>> {
  const text = await readFile(join(import.meta.dirname, '../../docs/how-sign-in-works.md'), 'utf8');
  const rows = (text.split('## What each engine does')[1] ?? '').split('\n').filter((line) => line.startsWith('|'));
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
  const column = cells[0]?.findIndex((cell) => cell.toLowerCase().startsWith(engine)) ?? -1;
  const answers = cells.flatMap(([, what = '', ...rest]) => {
    const answer = /^(yes|no)\b/.exec(rest[column - 2] ?? '')?.[1];
    return answer === undefined ? [] : [[what, answer === 'yes'] as const];
  });
  return Object.fromEntries(answers);
}
