import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { smtpServer } from '../../../tests/harness/smtp.ts';
import { MailError, openMailer } from './mailer.ts';

const account = { user: 'vibe@example.org', password: 'p/ss:wörd' };
const from = 'Vibe <no-reply@vibe.example>';
const letter = { to: 'alice@example.org', subject: 'Grüße', text: 'One line.\n.\nAfter a lonely dot.' };
const urlOf = ({ port }: { port: number }, host = '127.0.0.1', { user, password } = account): string =>
  `smtp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}`;
const troubleOf = (promise: Promise<unknown>): Promise<MailError> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: unknown) => (error instanceof MailError ? error : Promise.reject(error)),
  );

test('a message arrives whole, from and to whom it should', async () => {
  await using smtp = await smtpServer({ account });
  const mailer = openMailer({ url: urlOf(smtp), from });
  await mailer.check();
  expect(smtp.mails).toEqual([]);
  await mailer.send(letter);
  expect(smtp.mails).toEqual([{ from: 'no-reply@vibe.example', to: ['alice@example.org'], raw: expect.any(String) }]);
  const [head = '', body = ''] = smtp.mails[0]?.raw.split('\r\n\r\n') ?? [];
  expect(head).toMatch(/^From: Vibe <no-reply@vibe\.example>\r$/m);
  expect(head).toMatch(/^To: alice@example\.org\r$/m);
  expect(head).toMatch(/^Message-ID: <.+>\r$/m);
  expect(body.trim()).toBe('One line.\r\n.\r\nAfter a lonely dot.');
});

test('neither an address nor a subject reaches anybody else, or becomes a header', async () => {
  await using smtp = await smtpServer();
  const mailer = openMailer({ url: `smtp://127.0.0.1:${smtp.port}`, from });
  await mailer.send({ ...letter, subject: 'Hello\r\nBcc: mallory@example.org\r\n\r\nBuy' });
  for (const to of ['alice@example.org, mallory@example.org', 'alice@example.org>\r\nRCPT TO:<mallory@example.org'])
    await mailer.send({ ...letter, to }).catch(() => {});
  expect(smtp.heard.filter((line) => line.includes('TO:<mallory'))).toEqual([]);
  expect(smtp.mails.flatMap((mail) => mail.to).filter((to) => to.includes('mallory'))).toEqual([]);
  expect(smtp.mails[0]?.raw).not.toMatch(/^Bcc:/m);
});

test('what the server refuses has a name, says whether to try again, and tells no secret', async () => {
  await using smtp = await smtpServer({
    account,
    recipient: (to) => (to.startsWith('gone') ? `550 5.1.1 no ${to}` : to.startsWith('full') ? '452 4.2.2 full' : undefined),
  });
  await using strict = await smtpServer({ message: '554 5.7.1 spam' });
  const mailer = openMailer({ url: urlOf(smtp), from });
  const wrong = openMailer({ url: urlOf(smtp, '127.0.0.1', { ...account, password: 'not-this-one' }), from });
  const troubles = [
    [troubleOf(wrong.check()), 'sign_in_refused', false],
    [troubleOf(wrong.send(letter)), 'sign_in_refused', false],
    [troubleOf(mailer.send({ ...letter, to: 'gone@example.org' })), 'address_refused', false],
    [troubleOf(mailer.send({ ...letter, to: 'full@example.org' })), 'address_refused', true],
    [troubleOf(openMailer({ url: `smtp://127.0.0.1:${strict.port}`, from }).send(letter)), 'message_refused', false],
  ] as const;
  for (const [refused, trouble, retry] of troubles) {
    const error = await refused;
    expect(error).toMatchObject({ trouble, retry });
    expect(inspect(error, { depth: 9 })).not.toMatch(/not-this-one|gone@|wörd|example\.org/);
  }
  expect(smtp.mails).toEqual([]);
});

test('a server that is not there, or says nothing, is unreachable', async () => {
  const gone = await smtpServer();
  await gone[Symbol.asyncDispose]();
  await using silent = await smtpServer({ silent: true });
  for (const { port } of [gone, silent]) {
    const mailer = openMailer({ url: `smtp://127.0.0.1:${port}`, from, timeoutMs: 200 });
    expect(await troubleOf(mailer.send(letter))).toMatchObject({ trouble: 'unreachable', retry: true });
  }
});

test('another machine is told no password over a connection that anybody can read', async () => {
  await using smtp = await smtpServer({ account, address: '127.0.0.2' });
  const mailer = openMailer({ url: urlOf(smtp, '127.0.0.2'), from });
  expect(await troubleOf(mailer.send(letter))).toMatchObject({ trouble: 'not_encrypted' });
  expect(smtp.heard.filter((line) => line.startsWith('AUTH'))).toEqual([]);
});
