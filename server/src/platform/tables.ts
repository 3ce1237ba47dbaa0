// Generated from the migrated database by `node scripts/generate-tables.ts`. Do not edit.
import type { ColumnType, Generated } from 'kysely';

export interface Tables {
  migrations: { name: string; applied_at: Generated<Date> };
  server_state: { name: string; value: string };
}
