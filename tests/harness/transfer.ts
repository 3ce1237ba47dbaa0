import pg from 'pg';
import type { Services } from '../../server/src/platform/context.ts';
import { readSealedLines } from '../../server/src/platform/sealed-lines.ts';
import {
  exportManifestFor,
  exportText,
  Import,
  type ImportOptions,
  type ImportReport,
  type What,
} from '../../server/src/rooms/account/index.ts';

export async function exported(services: Services, what: What): Promise<string> {
  let text = '';
  for await (const chunk of exportText(services, await exportManifestFor(services, what))) text += chunk.text;
  return text;
}

export async function imported(services: Services, text: string, options: ImportOptions): Promise<ImportReport> {
  const work = new Import(services, options);
  async function* bytes() {
    yield Buffer.from(text);
  }
  for await (const block of readSealedLines(bytes())) await work.take(block);
  return work.finish();
}

export const recordsOf = (text: string, type?: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((record) => type === undefined || record.type === type);

/** What a file says of its data, without when it was written and what that does to its hashes. */
export const dataOf = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .filter((line) => !/^\{"type":"(?:manifest|mark|end)"/.test(line));

const dataTables = [
  ...['streams', 'documents', 'document_readers', 'document_index', 'document_conflicts', 'document_revisions'],
  ...['changes', 'change_readers', 'acl_groups'],
];

/** As if the database had been lost: accounts and apps are there again, their documents are not. */
export async function loseDocuments(databaseUrl: string): Promise<void> {
  // For so few rows far quicker than truncating them and all their partitions.
  await query(databaseUrl, dataTables.map((table) => `delete from ${table}`).join('; '));
}

export async function query<Row extends pg.QueryResultRow>(databaseUrl: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Several statements at once go without parameters only.
    return (await (values.length > 0 ? client.query<Row>(text, values) : client.query<Row>(text))).rows;
  } finally {
    await client.end();
  }
}
