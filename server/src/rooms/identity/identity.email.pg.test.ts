import { afterAll, beforeAll, expect, test } from 'vitest';
import { softwareAuthenticator } from '../../../../tests/harness/authenticator.ts';
import { type Browser, browser, identityWorld, type World } from '../../../../tests/harness/identity-world.ts';
import { letterTo } from '../../../../tests/harness/letters.ts';
import { type SmtpServer, smtpServer } from '../../../../tests/harness/smtp.ts';
import { query } from '../../../../tests/harness/transfer.ts';
import type { Services } from '../../platform/context.ts';
import { openMailer } from '../../platform/mailer.ts';
import { createAccount } from './identity.accounts.ts';
import { attempts, lifetimes, triesPerCode } from './identity.limits.ts';
import { sweepEmail } from './identity.outbox.ts';

const origin = 'http://localhost:3000';
const password = 'four quiet lanterns';
let world: World;
let smtp: SmtpServer;
let services: Services;

beforeAll(async () => {
  [world, smtp] = await Promise.all([identityWorld(origin), smtpServer()]);
  services = { ...world.services, mailer: openMailer({ url: `smtp://127.0.0.1:${smtp.port}`, from: 'Vibe <no-reply@vibe.example>' }) };
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

const letter = (to: string, nth?: number) => letterTo(smtp, to, nth);
const errorOf = (promise: Promise<unknown>): Promise<{ code?: string; message?: string; hint?: string }> =>
  promise.then(
    () => ({}),
    (error: { cause?: object }) => error.cause ?? error,
  );
const ask = async (page: Browser, address: string, purpose: 'sign_in' | 'recover' = 'sign_in', more: object = {}) =>
  (await page.call()).emailAsk({ address, purpose, ...more });

/** Somebody with a password and a proved address. */
async function person(handle: string, address = `${handle}@example.org`): Promise<Browser> {
  await createAccount(services, { handle, name: 'A Person', password });
  const page = browser(services);
  await (await page.call()).signIn({ handle, password });
  const { id } = await (await page.call()).emailChange({ address });
  const { code } = await letter(address);
  expect(await (await page.call()).emailUse({ by: { id, code } })).toEqual({ done: 'added', address });
  return page;
}

test('an address is added by the code from the letter, or its link, and is theirs only then', async () => {
  const page = await person('adder', 'Adder@example.org');
  expect(await (await page.call()).email()).toMatchObject({ available: true, address: 'Adder@example.org', signsIn: true, former: [] });
  const other = browser(services);
  await createAccount(services, { handle: 'linker', name: 'L', password });
  await (await other.call()).signIn({ handle: 'linker', password });
  await (await other.call()).emailChange({ address: 'linker@example.org' });
  expect(await (await other.call()).email()).toMatchObject({ address: null });
  const { link, subject, text } = await letter('linker@example.org');
  expect(subject).toBe('Your address at localhost:3000');
  expect(text).toContain('@linker');
  // Opened by whoever scans mail: it asks, and uses nothing up.
  for (let scans = 0; scans < 3; scans++)
    expect(await (await browser(services).call()).emailPeek({ token: link })).toMatchObject({ purpose: 'add', code: expect.any(String) });
  expect(await (await other.call()).emailPeek({ token: link })).toMatchObject({ code: null, profile: { handle: 'linker' } });
  expect(await (await other.call()).emailUse({ by: { token: link } })).toMatchObject({ done: 'added' });
  expect(await errorOf((await other.call()).emailUse({ by: { token: link } }))).toMatchObject({ code: 'invalid_credentials' });
  expect((await (await other.call()).events())[0]).toMatchObject({ what: 'email_added', detail: 'l…@example.org' });
});

test('a session alone changes nothing about the address: password or passkey is asked for once more', async () => {
  const page = await person('careful');
  world.advance(lifetimes.freshSession + 1);
  const mailbox = browser(services);
  const { id } = await ask(mailbox, 'careful@example.org');
  await (await mailbox.call()).emailUse({ by: { id, code: (await letter('careful@example.org', 2)).code } });
  // Neither one that was left open, nor who came in by the mailbox alone a moment ago.
  for (const each of [page, mailbox]) {
    const needed = { code: 'confirmation_required' };
    expect(await errorOf((await each.call()).emailChange({ address: 'thief@example.org' }))).toMatchObject(needed);
    expect(await errorOf((await each.call()).emailRemove({}))).toMatchObject(needed);
    expect(await errorOf((await each.call()).emailSignsIn({ on: false }))).toMatchObject(needed);
    expect(await errorOf((await each.call()).passkeyAddOptions())).toMatchObject(needed);
    expect(await errorOf((await each.call()).setPassword({ password: 'seven quiet harbours' }))).toMatchObject({
      code: 'invalid_credentials',
    });
  }
  expect(smtp.mails.filter((mail) => mail.to.includes('thief@example.org'))).toEqual([]);
  await (await page.call()).confirm({ password });
  expect(await (await page.call()).emailSignsIn({ on: false })).toMatchObject({ signsIn: false });
});

test('signing in works once, by the code where it was asked for or by the link there; elsewhere the link only shows the code', async () => {
  await person('mailer');
  const asked = browser(services);
  const { id } = await ask(asked, ' MAILER@example.org ', 'sign_in', { continueTo: '/oauth/interaction/abc' });
  const { code, link } = await letter('mailer@example.org', 2);
  const stranger = browser(services);
  await ask(stranger, 'somebody@example.org');
  for (const elsewhere of [browser(services), stranger]) {
    expect(await (await elsewhere.call()).emailPeek({ token: link })).toMatchObject({ purpose: 'sign_in', code });
    expect(await errorOf((await elsewhere.call()).emailUse({ by: { token: link } }))).toMatchObject({ code: 'invalid_credentials' });
    expect(await errorOf((await elsewhere.call()).emailUse({ by: { id, code } }))).toMatchObject({ code: 'invalid_credentials' });
    expect(Object.keys(elsewhere.cookies).filter((name) => name !== 'vibe-mail')).toEqual([]);
  }
  expect(asked.attributes['vibe-mail']).toMatch(/HttpOnly; SameSite=Strict/);
  const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
  expect(await (await asked.call()).emailUse({ by: { id, code: spaced } })).toEqual({
    done: 'signed_in',
    recovered: false,
    continueTo: '/oauth/interaction/abc',
  });
  expect((await (await asked.call()).sessions())[0]).toMatchObject({ how: 'email' });
  for (const by of [{ id, code }, { token: link }])
    expect(await errorOf((await asked.call()).emailUse({ by }))).toMatchObject({ code: 'invalid_credentials' });
  // Nowhere but to this server's own pages.
  const again = browser(services);
  await ask(again, 'mailer@example.org', 'sign_in', { continueTo: 'https://evil.example/' });
  expect(await (await again.call()).emailUse({ by: { token: (await letter('mailer@example.org', 3)).link } })).toMatchObject({
    continueTo: null,
  });
});

test('of many who bring the same code or link at once, one gets in', async () => {
  await person('raced-mail');
  const page = browser(services);
  const { id } = await ask(page, 'raced-mail@example.org');
  const { code, link } = await letter('raced-mail@example.org', 2);
  const calls = await Promise.all(Array.from({ length: 8 }, () => page.call()));
  const tries = await Promise.allSettled(calls.map((call, n) => call.emailUse({ by: n % 2 ? { token: link } : { id, code } })));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
});

test('a code takes five tries and fifteen minutes, and many at once are counted', async () => {
  await person('guessed-mail');
  const page = browser(services);
  const { id } = await ask(page, 'guessed-mail@example.org');
  const { code } = await letter('guessed-mail@example.org', 2);
  const wrong = code === '000000' ? '000001' : '000000';
  const calls = await Promise.all(Array.from({ length: triesPerCode }, () => page.call()));
  await Promise.allSettled(calls.map((call) => call.emailUse({ by: { id, code: wrong } })));
  expect(await errorOf((await page.call()).emailUse({ by: { id, code } }))).toMatchObject({ code: 'invalid_credentials' });
  const late = await ask(page, 'guessed-mail@example.org');
  const { code: tooLate, link } = await letter('guessed-mail@example.org', 3);
  world.advance(lifetimes.emailProof + 1);
  expect(await errorOf((await page.call()).emailUse({ by: { id: late.id, code: tooLate } }))).toMatchObject({
    code: 'invalid_credentials',
  });
  expect(await errorOf((await page.call()).emailPeek({ token: link }))).toMatchObject({ code: 'invalid_credentials' });
});

test('signing up with an address: proved first, then name and handle', async () => {
  const page = browser(services);
  const { id } = await ask(page, 'New@example.org');
  expect(await errorOf((await page.call()).emailSignUp({ id, handle: 'too-early', name: 'N' }))).toMatchObject({
    code: 'invalid_credentials',
  });
  const { code, subject } = await letter('New@example.org');
  expect(subject).toBe('Sign up at localhost:3000');
  expect(await (await page.call()).emailUse({ by: { id, code } })).toEqual({ done: 'proved', id, address: 'New@example.org' });
  expect(await errorOf((await browser(services).call()).emailSignUp({ id, handle: 'new-thief', name: 'T' }))).toMatchObject({
    code: 'invalid_credentials',
  });
  await createAccount(services, { handle: 'taken-one', name: 'T' });
  expect(await errorOf((await page.call()).emailSignUp({ id, handle: 'taken-one', name: 'N' }))).toMatchObject({ code: 'handle_taken' });
  expect(await (await page.call()).emailSignUp({ id, handle: 'new-one', name: 'New One' })).toMatchObject({
    handle: 'new-one',
    hasPassword: false,
    passkeys: 0,
  });
  expect(await (await page.call()).email()).toMatchObject({ address: 'New@example.org' });
  expect(await errorOf((await page.call()).emailSignUp({ id, handle: 'new-two', name: 'N' }))).toMatchObject({
    code: 'invalid_credentials',
  });
  // The only way in stays.
  expect(await errorOf((await page.call()).emailRemove({}))).toMatchObject({ code: 'forbidden' });
  expect(await errorOf((await page.call()).emailSignsIn({ on: false }))).toMatchObject({ code: 'forbidden' });
});

test('of two last ways in that go at once, one stays', async () => {
  const page = browser(services);
  const { id } = await ask(page, 'two-ways@example.org');
  await (await page.call()).emailUse({ by: { id, code: (await letter('two-ways@example.org')).code } });
  await (await page.call()).emailSignUp({ id, handle: 'two-ways', name: 'Two' });
  const key = softwareAuthenticator({ origin });
  const { id: passkey } = await (await page.call()).passkeyAdd({ response: key.create(await (await page.call()).passkeyAddOptions()) });
  const calls = await Promise.all([page.call(), page.call()]);
  const gone = await Promise.allSettled([calls[0]?.removePasskey({ id: passkey }), calls[1]?.emailRemove({})]);
  expect(gone.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('one account at a time has an address, and who asks to add it learns nothing', async () => {
  await person('holder', 'held@example.org');
  const other = browser(services);
  await createAccount(services, { handle: 'wisher', name: 'W', password });
  await (await other.call()).signIn({ handle: 'wisher', password });
  const answer = await (await other.call()).emailChange({ address: 'HELD@example.org' });
  expect(Object.keys(answer)).toEqual(['id']);
  const { text, code } = await letter('HELD@example.org');
  expect(text).toContain('Another account there has it already');
  expect(code).toBe('');
});

test('a change tells the address of before, which can take it back for seven days; then every session ends', async () => {
  const page = await person('mover', 'old@example.org');
  const change = async (to: string) => {
    const { id } = await (await page.call()).emailChange({ address: to });
    await (await page.call()).emailUse({ by: { id, code: (await letter(to)).code } });
  };
  await change('next@example.org');
  const told = await letter('old@example.org', 2);
  expect(told.text).toContain('n…@example.org');
  expect(told.text).not.toContain('next@example.org');
  expect(await (await page.call()).email()).toMatchObject({ address: 'next@example.org', former: [{ address: 'o…@example.org' }] });
  const anybody = browser(services);
  expect(await (await anybody.call()).emailUndo({ token: told.undo })).toEqual({ address: 'old@example.org' });
  expect(Object.keys(anybody.cookies)).toEqual([]);
  expect(await errorOf((await anybody.call()).emailUndo({ token: told.undo }))).toMatchObject({ code: 'invalid_credentials' });
  expect(await errorOf((await page.call()).email())).toMatchObject({ code: 'not_signed_in' });
  expect((await letter('next@example.org', 2)).text).toContain('taken back by the address of before');
  await (await page.call()).signIn({ handle: 'mover', password });
  expect(await (await page.call()).email()).toMatchObject({ address: 'old@example.org', former: [] });
  await change('later@example.org');
  const { undo } = await letter('old@example.org', 4);
  world.advance(lifetimes.emailUndo + 1);
  expect(await errorOf((await anybody.call()).emailUndo({ token: undo }))).toMatchObject({ code: 'invalid_credentials' });
  await sweepEmail(services);
  expect(
    await query(world.databaseUrl, "select address from email_addresses where did in (select did from accounts where handle = 'mover')"),
  ).toEqual([{ address: 'later@example.org' }]);
});

test('an address that is removed is told too, and nothing works with it any more', async () => {
  const page = await person('remover');
  const stale = browser(services);
  const { id } = await ask(stale, 'remover@example.org');
  const { code } = await letter('remover@example.org', 2);
  expect(await (await page.call()).emailRemove({})).toMatchObject({ address: null });
  expect((await letter('remover@example.org', 3)).undo).not.toBe('');
  expect(await errorOf((await stale.call()).emailUse({ by: { id, code } }))).toMatchObject({ code: 'invalid_credentials' });
});

test('where signing in by e-mail is turned off, the letter says so and holds no code', async () => {
  const page = await person('no-mail');
  expect(await (await page.call()).emailSignsIn({ on: false })).toMatchObject({ signsIn: false });
  await ask(browser(services), 'no-mail@example.org');
  const { text, code, link } = await letter('no-mail@example.org', 2);
  expect([text.includes('turned that off'), code, link]).toEqual([true, '', '']);
});

test('recovery of an account that has a password alone: at once, ten minutes of repair, and the address is told', async () => {
  await person('forgetful');
  const back = browser(services);
  const { id } = await ask(back, 'forgetful@example.org', 'recover');
  const { code } = await letter('forgetful@example.org', 2);
  expect(await (await back.call()).emailUse({ by: { id, code } })).toMatchObject({ done: 'signed_in', recovered: true });
  expect((await letter('forgetful@example.org', 3)).text).toContain('Somebody got back into your account');
  expect((await (await back.call()).events()).map((each) => each.what).slice(0, 2)).toEqual(['recovered_by_email', 'recovery_asked']);
  world.advance(lifetimes.freshSession + 1);
  expect(await errorOf((await back.call()).setPassword({ password: 'seven quiet harbours' }))).toMatchObject({
    code: 'invalid_credentials',
  });
  const again = browser(services);
  await ask(again, 'forgetful@example.org', 'recover');
  await (await again.call()).emailUse({ by: { token: (await letter('forgetful@example.org', 4)).link } });
  expect(await (await again.call()).setPassword({ password: 'seven quiet harbours' })).toMatchObject({ sessionsEnded: expect.any(Number) });
  expect(await errorOf((await back.call()).me())).toMatchObject({ code: 'not_signed_in' });
});

test('where there is a passkey or recovery codes a mailbox waits a day, in sight of everybody, and can be stopped', async () => {
  const page = await person('guarded', 'guarded-old@example.org');
  const { id: change } = await (await page.call()).emailChange({ address: 'guarded@example.org' });
  await (await page.call()).emailUse({ by: { id: change, code: (await letter('guarded@example.org')).code } });
  await (await page.call()).renewRecoveryCodes({ password });
  const thief = browser(services);
  const { id } = await ask(thief, 'guarded@example.org', 'recover');
  const { code, link, stop, text } = await letter('guarded@example.org', 2);
  expect(text).toContain('does not open it at once');
  for (const by of [{ id, code }, { token: link }])
    expect(await errorOf((await thief.call()).emailUse({ by }))).toMatchObject({ code: 'invalid_credentials' });
  expect(await (await page.call()).email()).toMatchObject({ recoveryOpensAt: expect.any(Date) });
  // The address of before hears of it, and can stop it.
  const before = await letter('guarded-old@example.org', 3);
  expect([before.code, before.link, before.stop === stop]).toEqual(['', '', true]);
  expect(await (await browser(services).call()).emailStop({ token: before.stop })).toEqual({ stopped: true });
  world.advance(lifetimes.recoveryWait + 1);
  expect(await errorOf((await thief.call()).emailUse({ by: { token: link } }))).toMatchObject({ code: 'invalid_credentials' });

  await ask(thief, 'guarded@example.org', 'recover');
  await letter('guarded@example.org', 3);
  expect(await (await page.call()).emailStopRecovery()).toMatchObject({ recoveryOpensAt: null });
  expect((await (await page.call()).events())[0]).toMatchObject({ what: 'recovery_stopped' });

  const owner = browser(services);
  await ask(owner, 'guarded@example.org', 'recover');
  const own = await letter('guarded@example.org', 4);
  world.advance(lifetimes.recoveryWait + 1);
  expect(await (await owner.call()).emailUse({ by: { token: own.link } })).toMatchObject({ recovered: true });
});

test('who signs in by a passkey has not lost it: a recovery that waits ends', async () => {
  const page = await person('keyed');
  const key = softwareAuthenticator({ origin });
  await (await page.call()).passkeyAdd({ response: key.create(await (await page.call()).passkeyAddOptions()) });
  await ask(browser(services), 'keyed@example.org', 'recover');
  await letter('keyed@example.org', 2);
  expect((await (await page.call()).email()).recoveryOpensAt).not.toBeNull();
  const there = browser(services);
  await (await there.call()).passkeySignIn({ response: key.get(await (await there.call()).passkeySignInOptions()) });
  expect((await (await there.call()).email()).recoveryOpensAt).toBeNull();
});

test('whether anybody has an address: the same answer, the same statements and as many letters', async () => {
  await person('known-mail');
  const watched = async (address: string, purpose: 'sign_in' | 'recover') => {
    const asked: string[] = [];
    const { system } = services.database;
    const listening = Object.assign(Object.create(services.database), {
      system: system.withPlugin({
        transformQuery: ({ node }) => {
          const table = 'into' in node ? JSON.stringify(node.into) : 'from' in node ? JSON.stringify(node.from) : '';
          asked.push(`${node.kind} ${/"name":"(\w+)"/.exec(table)?.[1] ?? ''}`);
          return node;
        },
        transformResult: async ({ result }) => result,
      }),
    });
    const page = browser({ ...services, database: listening });
    const answer = await ask(page, address, purpose);
    return { statements: asked, answer: { ...answer, id: answer.id.length }, cookies: Object.keys(page.cookies) };
  };
  for (const purpose of ['sign_in', 'recover'] as const) {
    const [known, unknown] = [await watched('known-mail@example.org', purpose), await watched(`nobody-${purpose}@example.org`, purpose)];
    expect(known).toEqual(unknown);
    expect(known.statements.length).toBeGreaterThan(4);
    await letter(`nobody-${purpose}@example.org`);
  }
  await letter('known-mail@example.org', 3);
});

test('a wrong code is answered alike, whatever was asked for', async () => {
  await person('alike');
  const answers: string[] = [];
  for (const address of ['alike@example.org', 'nobody-alike@example.org']) {
    const page = browser(services);
    const { id } = await ask(page, address);
    for (const by of [
      { id, code: 'abc' },
      { id: 'no-such-id', code: '123456' },
    ]) {
      const { code, message, hint } = await errorOf((await page.call()).emailUse({ by }));
      answers.push(JSON.stringify({ code, message, hint }));
    }
  }
  expect(new Set(answers).size).toBe(1);
});

test('letters to one address are few, however many ask for them, and a network asks for few', async () => {
  for (let n = 0; n < attempts.emailPerAddressAndNetwork.points; n++)
    await ask(browser(services, { ip: '198.51.100.7' }), 'flooded@example.org');
  expect(await errorOf(ask(browser(services, { ip: '198.51.100.7' }), 'Flooded@example.org'))).toMatchObject({
    code: 'rate_limited',
    retryAfterSeconds: expect.any(Number),
  });
  await ask(browser(services, { ip: '198.51.100.8' }), 'flooded@example.org');
});

test('a letter outlives a mail server that is away, and a process that dies while it sends', async () => {
  await using away = await smtpServer({ recipient: () => '451 4.3.0 later' });
  const elsewhere = {
    ...world.anotherProcess(),
    mailer: openMailer({ url: `smtp://127.0.0.1:${away.port}`, from: 'no-reply@vibe.example' }),
  };
  await ask(browser(elsewhere), 'patient@example.org');
  await expect.poll(() => away.heard.filter((line) => line.startsWith('RCPT')).length).toBeGreaterThan(0);
  await expect
    .poll(async () =>
      (await query<{ next: boolean }>(world.databaseUrl, 'select tries > 0 as next from email_outbox')).some((row) => row.next),
    )
    .toBe(true);
  expect(
    JSON.stringify(await query(world.databaseUrl, "select o::text, encode(sealed, 'escape') as sealed from email_outbox o")),
  ).not.toContain('patient');
  world.advance(300);
  await ask(browser(services), 'another@example.org'); // looks into the box
  expect((await letter('patient@example.org')).code).toMatch(/^\d{6}$/);
  await expect.poll(() => query(world.databaseUrl, 'select from email_outbox')).toEqual([]);
});

test('a letter that no mail server will ever take is given up', async () => {
  await using strict = await smtpServer({ message: '554 5.7.1 spam' });
  const elsewhere = {
    ...world.anotherProcess(),
    mailer: openMailer({ url: `smtp://127.0.0.1:${strict.port}`, from: 'no-reply@vibe.example' }),
  };
  await ask(browser(elsewhere), 'refused@example.org');
  await expect.poll(() => query(world.databaseUrl, 'select from email_outbox')).toEqual([]);
});

test('letters speak the language of the page, and hold no address but our own', async () => {
  for (const [lang, subject] of [
    ['de', 'Registrieren bei localhost:3000'],
    ['fr', 'Inscription à localhost:3000'],
  ] as const) {
    await ask(browser(services), `${lang}@example.org`, 'sign_in', { lang });
    const { text } = await letter(`${lang}@example.org`);
    const raw = smtp.mails.find((mail) => mail.to.includes(`${lang}@example.org`))?.raw ?? '';
    expect(
      raw
        .replace(/=C3=A0/g, 'à')
        .replace(/=3A/g, ':')
        .replace(/_/g, ' '),
    ).toContain(subject);
    expect(raw).not.toMatch(/text\/html|<img/i);
    expect([...text.matchAll(/https?:\/\/[^\s/]+/g)].map(([url]) => url)).toEqual(['http://localhost:3000']);
  }
});

test('the database holds no code and no token', async () => {
  const page = browser(services);
  const { id } = await ask(page, 'leaked@example.org');
  const { code, link } = await letter('leaked@example.org');
  const rows = JSON.stringify(await query(world.databaseUrl, 'select p::text from email_proofs p'));
  expect(rows).toContain(id);
  for (const secret of [code, link, page.cookies['vibe-mail'] ?? '-']) expect(rows).not.toContain(secret);
});

test('without a mail server nothing is offered, and the reason is clear', async () => {
  const plain = browser(world.services);
  expect(await errorOf(ask(plain, 'nobody@example.org'))).toMatchObject({ code: 'forbidden', hint: 'Its operator has not set SMTP_URL.' });
  await createAccount(services, { handle: 'mailless', name: 'M', password });
  await (await plain.call()).signIn({ handle: 'mailless', password });
  expect(await (await plain.call()).email()).toMatchObject({ available: false, address: null });
});
