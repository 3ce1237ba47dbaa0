import { join } from 'node:path';
import pg from 'pg';
import { migrateDatabase } from '../../../server/src/platform/migrate.ts';
import { type Subject, startSubject } from '../pinned.ts';
import { fill } from './data.ts';
import type { BenchReaders } from './world.ts';

/** A database with so many documents, and both servers over it. */
export interface Stage extends AsyncDisposable {
  readonly documents: number;
  readonly url: string;
  readonly vibe: Subject<BenchReaders>;
  readonly floor: Subject<{ port: number }>;
}

export async function stage(postgres: string, documents: number, say: (line: string) => void): Promise<Stage> {
  const name = `query_${documents}`;
  const admin = new pg.Client({ connectionString: postgres });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(postgres);
  url.pathname = `/${name}`;
  await migrateDatabase(url.href);
  await using started = new AsyncDisposableStack();
  const vibe: Stage['vibe'] = started.use(await startSubject(join(import.meta.dirname, 'vibe.ts'), [url.href]));
  const began = performance.now();
  await fill(url.href, documents, vibe.ready);
  say(`${documents} documents stand after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  const floor: Stage['floor'] = started.use(await startSubject(join(import.meta.dirname, 'floor.ts'), [url.href]));
  const both = started.move();
  return { documents, url: url.href, vibe, floor, [Symbol.asyncDispose]: () => both.disposeAsync() };
}
