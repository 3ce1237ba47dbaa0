import { createReadStream } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type Did, isDid, VibeError } from '@vibe/shared';
import { Command } from 'commander';
import type { Services } from '../platform/context.ts';
import { type Mark, readSealedLines } from '../platform/sealed-lines.ts';
import { Import, type ImportReport, ownersByDid } from '../rooms/account/index.ts';
import { findAccountByHandle } from '../rooms/identity/index.ts';
import { print } from './output.ts';
import { showProgress } from './progress.ts';
import { withServices } from './run.ts';

interface Options {
  readonly as: readonly string[];
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly json?: boolean;
}

export function importCommand(): Command {
  return new Command('import')
    .description('take the documents of an export; twice is the same as once')
    .argument('<file>', 'what `vibe export` wrote; - is standard input')
    .option('--as <[did=]handle>', 'whose they become; with several people in the file, once for each DID', collect, [])
    .option('--dry-run', 'read and check all of it, and write nothing')
    .option('--resume', 'go on where an import of this file ended')
    .option('--json', 'print the report as JSON')
    .action(async (file: string, options: Options) => {
      if (options.resume && file === '-') throw new VibeError('bad_request', '--resume needs a file, not standard input');
      const report = await withServices((services) => run(services, file, options));
      print(options.json, report, linesOf(report));
      if (report.left > 0) process.exitCode = 2;
    });
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

async function run(services: Services, file: string, options: Options): Promise<ImportReport> {
  const work = new Import(services, {
    strict: false,
    owners: ownersByDid(await mapping(services, options.as)),
    dryRun: options.dryRun === true,
  });
  const keeps = file !== '-' && options.dryRun !== true;
  const done = options.resume ? await readPlace(file) : undefined;
  const progress = showProgress(0);
  let isChecked = done === undefined;
  for await (const { records, mark } of readSealedLines(file === '-' ? process.stdin : opened(file))) {
    // What came before was dealt with: it is checked once more, and its first line says whose data this is.
    if (done && mark.lines <= done.lines) {
      if (mark.lines === done.lines && mark.sha256 !== done.sha256) throw otherFile(file);
      isChecked ||= mark.lines === done.lines;
      const [first] = records;
      if (first?.line === 1) await work.take({ records: [first] });
      continue;
    }
    if (!isChecked) throw otherFile(file);
    await work.take({ records });
    if (keeps) await writePlace(file, mark);
    progress.at(work.report.documents);
  }
  progress.end(work.report.documents);
  if (keeps) await rm(placeOf(file), { force: true });
  return work.finish();
}

const otherFile = (file: string) =>
  new VibeError('bad_request', `${file} is not the file that was begun with`, { hint: 'Import it without --resume.' });

async function* opened(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, { highWaterMark: 262_144 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new VibeError('not_found', `There is no file ${file}`);
    throw error;
  }
}

async function mapping(services: Services, as: readonly string[]): Promise<Map<Did | '*', Did>> {
  const map = new Map<Did | '*', Did>();
  for (const each of as) {
    const equals = each.lastIndexOf('=');
    const [from, handle] = equals === -1 ? ['*' as const, each] : [each.slice(0, equals), each.slice(equals + 1)];
    if (from !== '*' && !isDid(from)) throw new VibeError('bad_request', `--as ${each}: ${from} is not a DID`);
    const account = await findAccountByHandle(services, handle);
    if (!account) throw new VibeError('not_found', `There is no account ${handle}`, { hint: 'vibe user create …' });
    map.set(from, account.did);
  }
  return map;
}

/** How far an import of a file is, beside the file: gone when it is complete. */
const placeOf = (file: string): string => `${file}.imported`;
type Place = Pick<Mark, 'lines' | 'sha256'>;

async function writePlace(file: string, { lines, sha256 }: Place): Promise<void> {
  const draft = `${placeOf(file)}.draft`;
  await writeFile(draft, JSON.stringify({ lines, sha256 }));
  await rename(draft, placeOf(file));
}

async function readPlace(file: string): Promise<Place | undefined> {
  const text = await readFile(placeOf(file), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Place);
}

function linesOf(report: ImportReport): string[] {
  const { added, merged, unchanged, removed, unfit, conflicts, revisions, wouldTake, left, leftBecause, leftLines, notImported } = report;
  const some = (count: number, says: string) => (count > 0 ? [`${count} ${says}`] : []);
  return [
    ...(wouldTake > 0
      ? [`${wouldTake} documents would be taken`]
      : [`${added} documents added, ${merged} merged, ${unchanged} there already`]),
    ...some(removed, 'of them were removed documents'),
    ...some(unfit, 'of them do not fit the schema of today; they are kept as they were'),
    ...some(conflicts, 'conflicting revisions'),
    ...some(revisions, 'revisions of history'),
    ...Object.entries(notImported).map(([type, count]) => `${count} × ${type}: only to be read, not imported`),
    ...some(left, 'documents LEFT OUT:'),
    ...Object.entries(leftBecause).map(([reason, count]) => `  ${count} × ${reason}`),
    ...leftLines.map(({ line, because }) => `  line ${line}: ${because}`),
  ];
}
