import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pinSelf } from './pinned.ts';
import { printRows, type Row } from './rows.ts';

/** `npm run bench -- <name> [--json] [only works that begin so…]`. A bench is a file `<name>.bench.ts` that exports `bench`. */
const [name = '', ...options] = process.argv.slice(2);
const only = options.filter((each) => !each.startsWith('--'));
const file = join(import.meta.dirname, `${name}.bench.ts`);
if (!/^[a-z-]+$/.test(name) || !existsSync(file)) {
  const names = readdirSync(import.meta.dirname).flatMap((each) => /^(.*)\.bench\.ts$/.exec(each)?.[1] ?? []);
  console.error(`usage: npm run bench -- <${names.join(' | ')}> [--json]`);
  process.exit(2);
}
interface Bench {
  readonly bench: (say: (line: string) => void, wanted: (work: string) => boolean) => Promise<Row[]>;
  /** Measures what people see, on the whole machine, and no server beside another. */
  readonly wholeMachine?: boolean;
}
const { bench, wholeMachine = false } = (await import(file)) as Bench;
if (!wholeMachine) pinSelf();
const rows = await bench(
  (line) => console.error(line),
  (work) => only.length === 0 || only.some((each) => work.startsWith(each)),
);
printRows(rows);
if (options.includes('--json')) console.log(JSON.stringify({ bench: name, rows }));
process.exit(0);
