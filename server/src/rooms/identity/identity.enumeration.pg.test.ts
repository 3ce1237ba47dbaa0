import { verify } from '@node-rs/argon2';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type VibeServer, vibeServer } from '../../../../tests/harness/server.ts';
import { type SmtpServer, smtpServer } from '../../../../tests/harness/smtp.ts';
import { query } from '../../../../tests/harness/transfer.ts';
import { openMailer } from '../../platform/mailer.ts';
import { createAccount } from './identity.accounts.ts';

// Nothing is replaced: it only says how often it was asked.
vi.mock('@node-rs/argon2', { spy: true });

let smtp: SmtpServer;
let vibe: VibeServer;
beforeAll(async () => {
  smtp = await smtpServer();
  vibe = await vibeServer({ mailer: openMailer({ url: `smtp://127.0.0.1:${smtp.port}`, from: 'no-reply@vibe.example' }) });
  await createAccount(vibe.services, { handle: 'with-password', name: 'A', password: 'four quiet lanterns' });
  await createAccount(vibe.services, { handle: 'without-one', name: 'B' });
  await query(
    vibe.databaseUrl,
    "insert into email_addresses (did, key, address, verified_at) select did, $1, $1, now() from accounts where handle = 'with-password'",
    ['known@example.org'],
  );
});
beforeEach(() => void vi.mocked(verify).mockClear());
afterAll(async () => {
  await vibe[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

/** All that a stranger gets to see: status, headers, bytes; without what differs between any two answers. */
async function answerTo(procedure: string, input: object): Promise<string> {
  const response = await fetch(`${vibe.url}/trpc/identity.${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: vibe.url },
    body: JSON.stringify({ json: input }),
  });
  const id = response.headers.get('vibe-request-id') ?? '-';
  const headers = [...response.headers].filter(([name]) => name !== 'date').map(([name, value]) => `${name}: ${value}`);
  return [response.status, ...headers, await response.text()]
    .join('\n')
    .replaceAll(id, '<request>')
    .replace(/vibe-mail=[\w-]{43}/, 'vibe-mail=<nonce>')
    .replace(/"id":"[\w-]{22}"/, '"id":"<id>"');
}

const password = 'not the right one';

test('a password: wrong, of an account that has none, of nobody, of no handle at all: the same bytes, and argon2 once each', async () => {
  const answers = [];
  for (const handle of ['with-password', 'without-one', 'nobody-here', 'Not A Handle!']) {
    answers.push(await answerTo('signIn', { handle, password }));
    expect(vi.mocked(verify)).toHaveBeenCalledTimes(1);
    vi.mocked(verify).mockClear();
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^401\n/);
});

test('a recovery code: of somebody who has none, of nobody, of no handle: the same bytes', async () => {
  const answers = [];
  for (const handle of ['with-password', 'nobody-here', 'Not A Handle!'])
    answers.push(await answerTo('useRecoveryCode', { handle, code: 'AAAA-AAAA-AAAA-AAAA' }));
  expect(new Set(answers).size).toBe(1);
});

test('a letter, to come in or to come back: the same bytes for an address that somebody has and for one that nobody has', async () => {
  for (const purpose of ['sign_in', 'recover']) {
    const [known, unknown] = [
      await answerTo('emailAsk', { address: 'known@example.org', purpose }),
      await answerTo('emailAsk', { address: 'nobody@example.org', purpose }),
    ];
    expect(known).toBe(unknown);
    expect(known).toMatch(/^200\n/);
  }
});

test('limits tell nothing either: they count what was asked, whether it is there or not', async () => {
  const refused = [];
  for (const handle of ['with-password', 'nobody-here']) {
    let answer = '';
    for (let tries = 0; tries < 11 && !answer.startsWith('429'); tries++) answer = await answerTo('signIn', { handle, password });
    refused.push(answer.replace(/\d+ (?:seconds|minutes)/, '<time>').replace(/(retry-after: |"retryAfterSeconds":)\d+/g, '$1<time>'));
  }
  expect(refused[0]).toMatch(/^429\n/);
  expect(refused[0]).toBe(refused[1]);
});
