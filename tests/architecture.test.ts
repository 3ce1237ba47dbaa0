import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { confinedPackages, hiddenInputs, impurePolicies, namelessProcedures } from './architecture/files.ts';
import { closedDoors, cycles, upwardImports } from './architecture/folders.ts';
import { type Module, parse, readSources } from './architecture/source.ts';
import { sharedTables, tablesOf } from './architecture/tables.ts';

const root = join(import.meta.dirname, '..');
const ours = parse(readSources(root, ['shared/src', 'server/src', 'client/src', 'widget/src', 'examples', 'tests', 'scripts']));

const migrations = join(root, 'server/src/platform/migrations');
const tables = tablesOf(readdirSync(migrations).map((name) => readFileSync(join(migrations, name), 'utf8')));
const madeUp = ['people', 'posts'];

interface Rule {
  readonly says: string;
  readonly check: (modules: readonly Module[], tables: readonly string[]) => string[];
  /** What it must refuse, with a part of what it says then… */
  readonly refuses: readonly (readonly [files: Record<string, string>, because: string])[];
  /** …and what it must let pass. */
  readonly allows?: Record<string, string>;
}

const room = (path: string) => `server/src/rooms/${path}`;

const rules: readonly Rule[] = [
  {
    says: '1–3: imports stay in their workspace, and in the server lead downward',
    check: upwardImports,
    refuses: [
      [{ 'client/src/vibe.ts': "import { a } from '../../shared/src/acl.ts'" }, 'another workspace'],
      [{ 'examples/feeds/src/main.tsx': "import '../../collections/src/a.ts'" }, 'another workspace'],
      [{ 'server/src/platform/queue.ts': "import { documents } from '../rooms/documents/index.ts'" }, 'platform from rooms'],
      [{ [room('files/files.ts')]: "import type { App } from '../../http/app.ts'" }, 'rooms from http'],
      [{ 'server/src/trpc/init.ts': "export { x } from '../rooms/identity/index.ts'" }, 'trpc from rooms'],
      [{ 'server/src/platform/log.ts': "export const f = () => import('../config.ts')" }, 'platform from main'],
    ],
    allows: {
      'server/src/http/app.ts': "import { router } from '../router.ts'",
      'server/src/cli/dev.ts': "import { app } from '../http/app.ts'",
    },
  },
  {
    says: '4: another room only through its door, and only to the left',
    check: closedDoors,
    refuses: [
      [{ [room('oauth/oauth.ts')]: "import { findApp } from '../apps/apps.store.ts'" }, 'not by its door'],
      [{ [room('apps/apps.ts')]: "import type { Grant } from '../oauth/index.ts'" }, 'oauth is not to the left of apps'],
      [{ [room('changes/feed.ts')]: "import { list } from '../documents/index.ts'" }, 'documents is not to the left of changes'],
      [{ 'server/src/http/app.ts': "import { findSession } from '../rooms/identity/identity.ts'" }, 'not by its door'],
      [{ [room('jobs/jobs.ts')]: "import { x } from '../lounge/index.ts'" }, 'there is no room lounge'],
    ],
    allows: { [room('oauth/oauth.ts')]: "import { findApp } from '../apps/index.ts'; import { store } from './oauth.store.ts'" },
  },
  {
    says: '5: kysely, pg and tRPC in the files whose names say so',
    check: confinedPackages,
    refuses: [
      [{ [room('apps/apps.ts')]: "import { sql } from 'kysely'" }, 'kysely belongs'],
      [{ [room('apps/apps.store.ts')]: "import pg from 'pg'" }, 'pg belongs'],
      [{ [room('apps/apps.ts')]: "import { TRPCError } from '@trpc/server'" }, '@trpc/server belongs'],
      [{ 'server/src/http/app.ts': "import type { A } from '@trpc/server/adapters/fetch'" }, '@trpc/server belongs'],
    ],
    allows: { [room('apps/apps.store.ts')]: "import { sql } from 'kysely'", 'server/src/platform/database.ts': "import pg from 'pg'" },
  },
  {
    says: '6: policies import @vibe/shared and nothing else',
    check: impurePolicies,
    refuses: [
      [{ [room('apps/apps.policy.ts')]: "import { readFile } from 'node:fs/promises'" }, 'node:fs'],
      [{ [room('apps/apps.policy.ts')]: "import { findApp } from './apps.store.ts'" }, './apps.store.ts'],
    ],
    allows: { [room('apps/apps.policy.ts')]: "import type { Did } from '@vibe/shared'" },
  },
  {
    says: '6: the environment in config.ts, time and randomness in platform/clock.ts',
    check: hiddenInputs,
    refuses: [
      [{ [room('apps/apps.ts')]: 'export const now = () => Date.now()' }, 'Date.now'],
      [{ [room('apps/apps.ts')]: 'export const now = () => new Date()' }, 'new Date()'],
      [{ [room('apps/apps.ts')]: 'export const id = () => crypto.randomUUID()' }, 'crypto.randomUUID'],
      [{ [room('apps/apps.ts')]: "import { randomBytes } from 'node:crypto'" }, 'randomBytes'],
      [{ [room('apps/apps.ts')]: 'export const b = globalThis.crypto.getRandomValues(a)' }, 'crypto.getRandomValues'],
      [{ [room('apps/apps.ts')]: 'export const luck = Math.random()' }, 'Math.random'],
      [{ 'server/src/cli/dev.ts': 'export const level = process.env.LOG_LEVEL' }, 'process.env'],
    ],
    allows: {
      'server/src/platform/clock.ts': 'export const now = () => new Date()',
      'server/src/config.ts': 'export const env = process.env',
      [room('apps/apps.ts')]: 'export const made = (text: string) => [new Date(text), clock.randomInt(20), services.clock.now()]',
    },
  },
  {
    says: '7: no import cycle, those of types alone included',
    check: cycles,
    refuses: [
      [
        {
          'shared/src/a.ts': "import type { B } from './b.ts'; export type A = B",
          'shared/src/b.ts': "import type { A } from './a.ts'; export type B = A",
        },
        'shared/src/a.ts → shared/src/b.ts → shared/src/a.ts',
      ],
      [
        {
          'shared/src/a.ts': "export type A = import('./b.ts').B",
          'shared/src/b.ts': "export type { A } from './a.ts'; export type B = 1",
        },
        '→',
      ],
    ],
    allows: { 'shared/src/a.ts': "import './b.ts'; import './c.ts'", 'shared/src/b.ts': "import './c.ts'", 'shared/src/c.ts': '' },
  },
  {
    says: '8: a table belongs to one store',
    check: sharedTables,
    refuses: [
      [
        {
          [room('apps/apps.store.ts')]: "db.selectFrom('people').execute()",
          [room('identity/identity.store.ts')]: 'const text = `select did from people`',
        },
        'people has more than one owner',
      ],
      [{ [room('apps/apps.ts')]: "db.insertInto('posts').execute()" }, 'outside a store'],
      [{ 'server/src/http/ops.ts': "client.query('select count(*) from people as p')" }, 'outside a store'],
      [
        {
          [room('apps/apps.store.ts')]: 'const text = `update only posts set n = 1`',
          [room('files/files.store.ts')]: "db.selectFrom('x').innerJoin('posts as p', 'a', 'b')",
        },
        'posts has more than one owner',
      ],
    ],
    allows: {
      [room('apps/apps.store.ts')]: "// from people\ndb.selectFrom('posts').execute(); const scope = 'people:read'",
      [room('apps/apps.list.store.ts')]: 'const text = `select 1 from posts`',
    },
  },
  {
    says: '8: every procedure names its auth level',
    check: namelessProcedures,
    refuses: [
      [
        { [room('apps/apps.procedures.ts')]: 'export const p = { list: t.procedure.input(x).query(() => 1) }' },
        'without an auth level, from t',
      ],
      [{ [room('apps/apps.procedures.ts')]: 'export const p = { list: base.mutation(() => 1) }' }, 'without an auth level, from base'],
      [{ [room('apps/apps.ts')]: 'export const p = forPerson.input(x).subscription(() => 1)' }, 'outside *.procedures.ts'],
    ],
    allows: { [room('apps/apps.procedures.ts')]: 'export const p = { list: forPerson.input(x).output(y).query(() => list()) }' },
  },
];

describe.each(rules)('rule $says', ({ check, refuses, allows = {} }) => {
  test('holds', () => {
    expect(check(ours, tables)).toEqual([]);
  });

  test('can fail', () => {
    for (const [files, because] of refuses)
      expect(check(parse(new Map(Object.entries(files))), madeUp)).toEqual([expect.stringContaining(because)]);
  });

  test('lets pass what is right', () => {
    expect(check(parse(new Map(Object.entries(allows))), madeUp)).toEqual([]);
  });
});

test('the list of tables is read from the migrations', () => {
  expect(
    tablesOf([
      'create table a (x int);\n-- create table no (x int)\nCREATE TABLE IF NOT EXISTS b (y int);\ncreate table a_0 partition of a for values in (1);',
    ]),
  ).toEqual(['a', 'b']);
  expect(tables).toContain('server_state');
});
