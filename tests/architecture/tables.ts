import { roomOf } from './folders.ts';
import { isTest, type Module } from './source.ts';

/** The tables that the migrations create. Partitions count as their parent's. */
export function tablesOf(migrations: readonly string[]): string[] {
  const found = new Set<string>();
  for (const sql of migrations)
    for (const [, name, rest] of sql.replaceAll(/--.*$/gm, '').matchAll(/create\s+table\s+(?:if\s+not\s+exists\s+)?(\w+)([^;]{0,40})/gi))
      if (name && !/^\s*partition\s+of/i.test(rest ?? '')) found.add(name);
  return [...found];
}

/** The tables that belong to the machinery under all rooms. */
const platformTables = ['migrations', 'rate_limits'];

/** Tables that a second room may name, and why. */
const sharedOnPurpose: Readonly<Record<string, { readonly with: readonly string[]; readonly because: string }>> = {
  changes: {
    with: ['documents', 'certificates'],
    because: 'what is written and the row that tells of its change are written by one statement, or a crash could part them',
  },
  leaving_owners: {
    with: ['documents'],
    because: 'the mark is set with the account, and held by the statement that withdraws its documents',
  },
  change_readers: { with: ['documents'], because: 'the same statement says whom a change concerns' },
};

/** Rule 8: a table belongs to the store of one room, and SQL stands in stores (and in platform/, which has tables of its own). */
export function sharedTables(modules: readonly Module[], tables: readonly string[]): string[] {
  const owners = new Map<string, Map<string, string>>();
  const problems: string[] = [];
  for (const { path, text } of modules) {
    if (!path.startsWith('server/src/') || isTest(path) || path.startsWith('server/src/platform/')) continue;
    for (const table of tables) {
      if (!namesTable(text, table)) continue;
      if (!path.endsWith('.store.ts')) problems.push(`${path}: SQL on ${table} outside a store`);
      else if (platformTables.includes(table)) problems.push(`${path}: ${table} belongs to platform/`);
      const room = roomOf(path);
      if (room !== undefined && sharedOnPurpose[table]?.with.includes(room)) continue;
      if (room !== undefined) owners.set(table, (owners.get(table) ?? new Map()).set(room, path));
    }
  }
  for (const [table, byRoom] of owners)
    if (byRoom.size > 1) problems.push(`${table} has more than one owner: ${[...byRoom.values()].join(', ')}`);
  return problems;
}

/** In Kysely's calls (`selectFrom('people as p')`) or in SQL text (`from people`). */
function namesTable(text: string, table: string): boolean {
  const kysely = new RegExp(
    `\\b(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto|using|(?:inner|left|right|full|cross)Join)\\(\\s*\\[?\\s*['"\`]${table}(?:\\s+as\\s+\\w+)?['"\`]`,
  );
  const sql = new RegExp(
    `\\b(?:from|join|insert\\s+into|update|only|merge\\s+into|delete\\s+from|lock\\s+table)\\s+"?${table}"?(?![\\w.:/-])`,
  );
  return kysely.test(text) || sql.test(withoutComments(text));
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
