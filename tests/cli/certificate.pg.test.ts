import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../harness/postgres.ts';
import { vibeCommand } from '../harness/vibe-command.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'vibe-cli-'));
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const environment = () => ({
  DATABASE_URL: database.url,
  PUBLIC_URL: 'http://localhost:4321',
  VIBE_DATA: folder,
  VIBE_SECRET_KEY: '07'.repeat(32),
});
const vibe = (...args: string[]) => vibeCommand(args, environment(), folder);
const json = async (...args: string[]) => JSON.parse((await vibe(...args, '--json')).out);

// Each command is a process of its own: as few as say it all.
test('an operator certifies for an app, lists and revokes; what is wrong is said in a line', { timeout: 90_000 }, async () => {
  const manifest = { id: 'club', name: 'Club', origins: ['http://club.localhost:5000'], scopes: ['openid'] };
  await writeFile(join(folder, 'club.json'), JSON.stringify(manifest));
  const { did: club } = await json('app', 'push', 'club.json');
  const ada = 'did:web:ada.example';

  const fields = JSON.stringify({ type: 'object', properties: { since: { type: 'integer' } }, additionalProperties: false });
  const template = ['--type', 'Member', '--title', 'Member of the club', '--fields', fields];
  expect(await json('certificate', 'template', '--as', 'club', ...template)).toMatchObject({ issuer: club });
  const issued = await json('certificate', 'issue', ada, '--as', 'club', '--type', 'Member', '--claims', '{"since":2026}');
  expect(issued).toMatchObject({ issuer: club, subject: ada, type: 'Member', claims: { since: 2026 }, state: 'active' });
  const revoked = await json('certificate', 'revoke', issued.id, '--as', 'app:club', '--because', 'left');
  expect(revoked).toMatchObject({ state: 'revoked', revokedBecause: 'left' });
  const listed = await vibe('certificate', 'list', '--as', 'club', '--state', 'revoked');
  expect(listed.out).toContain(`${issued.id}  Member  revoked`);

  const refusals: [string[], string][] = [
    [
      ['issue', ada, '--as', 'club', '--type', 'Member', '--claims', '{"since":"long"}'],
      'do not fit Member of the club: /since must be integer',
    ],
    [['issue', ada, '--as', 'nothing', '--type', 'Member'], 'There is no app and no account nothing'],
    [['issue', ada, '--as', 'club', '--type', 'two words'], '/type: must start with a letter'],
  ];
  for (const [args, because] of refusals) {
    const { code, err } = await vibe('certificate', ...args);
    expect([code, err]).toEqual([1, expect.stringContaining(because)]);
    expect(err).not.toContain('    at ');
  }
});
