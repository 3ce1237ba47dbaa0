import type { Database } from './database.ts';

/** Facts about this database that every process shares. `public_url`: where it was last served at, for the verbs of `vibe` in another process. */
export type ServerFact = 'epoch' | 'public_url';

export async function readServerFact(database: Database, name: ServerFact): Promise<string | undefined> {
  const row = await database.system.selectFrom('server_state').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

export async function writeServerFact(database: Database, name: ServerFact, value: string): Promise<void> {
  await database.system
    .insertInto('server_state')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
