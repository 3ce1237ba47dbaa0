import type { Db } from '../../platform/database.ts';

export interface TemplateRow {
  issuer_did: string;
  type: string;
  title: string;
  fields: unknown;
  updated_at: Date;
}

const select = (db: Db, issuer: string) =>
  db.selectFrom('certificate_templates').select(['issuer_did', 'type', 'title', 'fields', 'updated_at']).where('issuer_did', '=', issuer);

export const listTemplateRows = (db: Db, issuer: string): Promise<TemplateRow[]> => select(db, issuer).orderBy('type').execute();

export const findTemplate = (db: Db, issuer: string, type: string): Promise<TemplateRow | undefined> =>
  select(db, issuer).where('type', '=', type).executeTakeFirst();

export const countTemplates = async (db: Db, issuer: string): Promise<number> => (await select(db, issuer).execute()).length;

export async function saveTemplate(db: Db, row: TemplateRow): Promise<void> {
  const { title, updated_at } = row;
  const fields = JSON.stringify(row.fields);
  await db
    .insertInto('certificate_templates')
    .values({ ...row, fields })
    .onConflict((conflict) => conflict.columns(['issuer_did', 'type']).doUpdateSet({ title, fields, updated_at }))
    .execute();
}

export const deleteTemplate = async (db: Db, issuer: string, type: string): Promise<boolean> => {
  const { numDeletedRows } = await db
    .deleteFrom('certificate_templates')
    .where('issuer_did', '=', issuer)
    .where('type', '=', type)
    .executeTakeFirst();
  return numDeletedRows > 0n;
};
