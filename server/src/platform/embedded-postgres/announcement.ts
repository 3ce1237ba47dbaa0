import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { findPostmaster } from './processes.ts';

const schema = z.object({ url: z.string(), pid: z.number(), owner: z.number() });

/** How the verbs of `vibe` in another process find the running database: its address and password, for its owner's eyes. */
export type Announcement = z.output<typeof schema>;

const announcementFile = (dataDir: string): string => join(dirname(dataDir), 'postgres.json');

export async function announce(dataDir: string, announcement: Announcement): Promise<void> {
  const draft = `${announcementFile(dataDir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(announcement)}\n`, { mode: 0o600 });
  await rename(draft, announcementFile(dataDir));
}

export async function withdrawAnnouncement(dataDir: string): Promise<void> {
  await rm(announcementFile(dataDir), { force: true });
}

/** The address of the embedded Postgres that another process runs on this data folder, or undefined when none runs. */
export async function findRunningPostgres(dataDir: string): Promise<string | undefined> {
  const text = await readFile(announcementFile(dataDir), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { url, pid } = schema.parse(JSON.parse(text));
  return (await findPostmaster(dataDir))?.pid === pid ? url : undefined;
}
