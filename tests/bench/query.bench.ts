import { benchPostgres } from './postgres.ts';
import { live } from './query/live.ts';
import { type Measurement, measureWork, summary } from './query/measure.ts';
import { pull } from './query/pull.ts';
import { stage } from './query/stage.ts';
import { works } from './query/works.ts';
import type { Row } from './rows.ts';

const LARGEST = 1_000_000;
const SIZES = [
  { documents: 10_000, rounds: { count: 3, ms: 700 } },
  { documents: 100_000, rounds: { count: 3, ms: 700 } },
  { documents: LARGEST, rounds: { count: 5, ms: 1_000 } },
];

/**
 * Queries behind the whole server, beside bare node:http and pg sending the same statements, over three sizes of database. `growth` is the database's
 * own time with a million documents over that with ten thousand.
 * @param wanted says which works to do, by the beginning of their names
 */
export async function bench(say: (line: string) => void, wanted: (work: string) => boolean): Promise<Row[]> {
  await using postgres = await benchPostgres();
  const measured = new Map<string, Measurement[]>();
  const others: Row[] = [];
  for (const { documents, rounds } of SIZES) {
    await using over = await stage(postgres, documents, say);
    const note = (measurement: Measurement) => {
      const { work } = measurement.row;
      measured.set(work, [...(measured.get(work) ?? []), measurement]);
      say(JSON.stringify({ ...measurement.row, documents, databaseMs: measurement.databaseMs }));
    };
    for (const work of works.filter(({ name }) => wanted(name))) note(await measureWork(work, over, rounds));
    if (wanted('pull')) note(await pull(over));
    if (documents === LARGEST && wanted('live')) {
      others.push(await live(over));
      say(JSON.stringify(others.at(-1)));
    }
  }
  return [...[...measured.values()].map(summary), ...others];
}
