import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../harness/postgres.ts';
import { smtpServer } from '../harness/smtp.ts';
import { type Ended, vibeCommand } from '../harness/vibe-command.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  // Inside the checkout, where an app's `@vibe/client` is found as it is in an app that installed it.
  const inside = join(import.meta.dirname, '../../.vibe');
  await mkdir(inside, { recursive: true });
  folder = await mkdtemp(join(inside, 'cli-'));
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const env = (): Record<string, string> => ({
  DATABASE_URL: database.url,
  PUBLIC_URL: 'http://localhost:4321',
  VIBE_DATA: folder,
  VIBE_SECRET_KEY: '07'.repeat(32),
});
const vibe = (...args: string[]): Promise<Ended> => vibeCommand(args, env(), folder);
const json = async (...args: string[]) => JSON.parse((await vibe(...args, '--json')).out);

test('an operator registers an app, makes an account, and gets a token for a script', async () => {
  expect(await json('migrate')).toMatchObject({ applied: [] });

  const manifest = {
    id: 'club',
    name: 'Club',
    origins: ['http://club.localhost:5000'],
    scopes: ['openid', 'documents:read'],
    collections: {},
  };
  await writeFile(join(folder, 'club.json'), JSON.stringify(manifest));
  expect(await json('app', 'push', 'club.json')).toMatchObject({
    id: 'club',
    clientId: 'club',
    manifestVersion: 1,
    did: expect.stringMatching(/^did:webvh:.+:localhost%3A4321:apps:club$/),
  });
  expect(await json('app', 'list')).toMatchObject([{ id: 'club' }]);

  expect(await json('user', 'create', 'ada', '--name', 'Ada Lovelace')).toMatchObject({
    handle: 'ada',
    name: 'Ada Lovelace',
    did: expect.stringContaining(':u:ada'),
  });
  expect(await json('user', 'list')).toMatchObject([{ handle: 'ada' }]);

  const link = await json('user', 'link', 'ada', '--continue', 'http://club.localhost:5000/');
  expect(link.url).toMatch(/^http:\/\/localhost:4321\/sign-in#link=/);

  const { token } = await json('token', '--as', 'ada', '--app', 'club', '--scope', 'documents:read');
  const [, payload] = (token as string).split('.');
  expect(JSON.parse(Buffer.from(payload as string, 'base64url').toString())).toMatchObject({
    aud: 'http://localhost:4321',
    client_id: 'club',
    scope: 'documents:read',
  });
  expect((await vibe('token', '--as', 'ada', '--app', 'club', '--scope', 'documents:read')).out.trim().split('.')).toHaveLength(3);
}, 60_000);

test('a manifest that was made with `vibe app create` can be pushed as it is', async () => {
  expect((await vibe('app', 'create', 'notebook', '--name', 'Notebook', '--file', 'notebook.config.ts')).code).toBe(0);
  expect(await json('app', 'push', 'notebook.config.ts')).toMatchObject({
    id: 'notebook',
    manifest: { collections: { notes: { schema: { type: 'object', required: ['text'] } } } },
  });
  expect(await vibe('app', 'create', 'notebook', '--file', 'notebook.config.ts')).toMatchObject({
    code: 1,
    err: expect.stringContaining('is there already'),
  });
});

test('the indexes of an app are listed with how far they are built', { timeout: 60_000 }, async () => {
  const push = async (indexes: object, ...more: string[]) => {
    const tasks = { schema: { type: 'object' }, purpose: 'Tasks', indexes };
    const manifest = { id: 'todo', name: 'Todo', origins: ['http://todo.localhost:5000'], scopes: ['openid'], collections: { tasks } };
    await writeFile(join(folder, 'todo.json'), JSON.stringify(manifest));
    return vibe('app', 'push', 'todo.json', ...more);
  };
  expect(await push({ due: 'due' })).toMatchObject({ code: 0, out: expect.stringContaining('todo/tasks due  ready') });
  expect((await push({ due: 'due', likes: 'likes' }, '--no-wait')).out).toContain('todo/tasks likes  building, 0 %');
  expect(await json('app', 'indexes', 'todo')).toMatchObject([
    { name: 'due', state: 'ready' },
    { name: 'likes', state: 'building' },
  ]);
});

test('doctor says what holds', async () => {
  const findings = await json('doctor');
  expect(findings).toMatchObject([
    { what: 'Node', ok: true },
    { what: 'data folder', ok: true },
    { what: 'secret key', ok: true },
    { what: 'database', ok: true },
    { what: 'e-mail', ok: true, says: 'off: SMTP_URL is not set' },
  ]);
});

test('doctor sends a message to see that e-mail arrives, and names what is wrong without a secret', async () => {
  await using smtp = await smtpServer({ account: { user: 'vibe', password: 'quiet harbour' } });
  const doctor = (password: string) =>
    vibeCommand(['doctor', '--mail-to', 'ops@example.org'], { ...env(), SMTP_URL: `smtp://vibe:${password}@127.0.0.1:${smtp.port}` });
  const [right, wrong] = [await doctor('quiet%20harbour'), await doctor('loud%20harbour')];
  expect(right).toMatchObject({ code: 0, out: expect.stringContaining('ok   e-mail: the mail server took a message for ops@example.org') });
  expect(smtp.mails).toEqual([expect.objectContaining({ to: ['ops@example.org'] })]);
  expect(wrong).toMatchObject({
    code: 1,
    out: expect.stringContaining('BAD  e-mail: The mail server does not take the name and password'),
  });
  expect(wrong.out + wrong.err).not.toContain('harbour');
}, 60_000);

test.each<[string[], RegExp]>([
  [['user', 'create', 'A!'], /<handle> must be/],
  [['user', 'link', 'nobody'], /nobody/],
  [['user', 'link', 'ada', '--continue', 'https://evil.example/'], /belongs to no app here/],
  [['app', 'push', 'missing.json'], /There is no file .*missing\.json/],
  [['token', '--as', 'ada', '--app', 'nothing'], /There is no app nothing/],
  [['token', '--as', 'ada', '--app', 'club', '--scope', 'everything'], /Unknown scope: everything/],
  [['explode'], /unknown command/],
])('vibe %j ends with one readable line and a failure', async (args, says) => {
  const { code, err } = await vibe(...args);
  expect(code).not.toBe(0);
  expect(err).toMatch(says);
  expect(err).not.toMatch(/^\s+at /m);
});

test('every verb has --help', async () => {
  const verbs = [
    'dev',
    'serve',
    'migrate',
    'app create',
    'app push',
    'app list',
    'user create',
    'user list',
    'user link',
    'token',
    'doctor',
  ];
  for (const verb of verbs) {
    const { code, out } = await vibe(...verb.split(' '), '--help');
    expect({ code, usage: out.split('\n')[0] }).toEqual({ code: 0, usage: expect.stringContaining(`Usage: vibe ${verb}`) });
  }
}, 60_000);

test('serve says what it needs', async () => {
  const bare = await vibeCommand(['serve'], { VIBE_DATA: folder });
  expect(bare).toMatchObject({ code: 1, err: expect.stringContaining('PUBLIC_URL is needed') });
  const wrong = await vibeCommand(['serve'], { VIBE_DATA: folder, PORT: 'eighty', PUBLIC_URL: 'https://vibe.example/path' });
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('PORT') });
});
