import { join } from 'node:path';
import { type Subject, startSubject } from '../pinned.ts';
import type { BenchPostgres } from '../postgres.ts';
import { fill } from './data.ts';
import type { BenchReaders } from './world.ts';

/** A database with so many documents, and both servers over it. */
export interface Stage extends AsyncDisposable {
  readonly documents: number;
  readonly url: string;
  readonly vibe: Subject<BenchReaders>;
  readonly floor: Subject<{ port: number }>;
}

export async function stage(postgres: BenchPostgres, documents: number, say: (line: string) => void): Promise<Stage> {
  const url = await postgres.database(`query_${documents}`);
  await using started = new AsyncDisposableStack();
  const vibe: Stage['vibe'] = started.use(await startSubject(join(import.meta.dirname, 'vibe.ts'), [url]));
  const began = performance.now();
  await fill(url, documents, vibe.ready);
  say(`${documents} documents stand after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  const floor: Stage['floor'] = started.use(await startSubject(join(import.meta.dirname, 'floor.ts'), [url]));
  const both = started.move();
  return { documents, url, vibe, floor, [Symbol.asyncDispose]: () => both.disposeAsync() };
}
