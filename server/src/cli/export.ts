import { createReadStream } from 'node:fs';
import { open, truncate } from 'node:fs/promises';
import { isDid, VibeError } from '@vibe/shared';
import { Command } from 'commander';
import type { Services } from '../platform/context.ts';
import { readSealedLines } from '../platform/sealed-lines.ts';
import {
  type ExportManifest,
  exportManifestFor,
  exportText,
  FORMAT,
  type Resume,
  readManifest,
  type What,
} from '../rooms/account/index.ts';
import { findApp } from '../rooms/apps/index.ts';
import { findAccountByHandle, profileOf } from '../rooms/identity/index.ts';
import { print } from './output.ts';
import { showProgress } from './progress.ts';
import { withServices } from './run.ts';

interface Options {
  readonly user?: string;
  readonly app?: string;
  readonly all?: boolean;
  readonly out: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

export function exportCommand(): Command {
  return new Command('export')
    .description('write the data of a person, an app or everybody into a file')
    .option('--user <handle or DID>', 'all documents of one person, and what the server knows of them')
    .option('--app <id>', "everybody's documents of one app")
    .option('--all', 'everything')
    .option('--out <file>', 'where to; - is standard output', '-')
    .option('--resume', 'go on with a file that was cut')
    .option('--json', 'print what was written as JSON, when it goes to a file')
    .action(async (options: Options) => {
      if ([options.user, options.app, options.all].filter((each) => each !== undefined).length !== 1)
        throw new VibeError('bad_request', 'Say whose data: one of --user, --app and --all');
      if (options.resume && options.out === '-') throw new VibeError('bad_request', '--resume needs the --out file that was cut');
      const counts = await withServices((services) => run(services, options));
      if (options.out !== '-')
        print(options.json, { file: options.out, counts }, [
          `${options.out}: ${counts.documents ?? 0} documents of ${counts.owners ?? 0} owners`,
        ]);
    });
}

async function run(services: Services, options: Options) {
  const what = await whatOf(services, options);
  const before = options.resume ? await lastWhole(options.out) : undefined;
  const manifest = before ? sameExport(before.manifest, what, services) : await exportManifestFor(services, what);
  const write = await openOutput(options.out, options.resume === true);
  if (before) await truncate(options.out, before.offset);
  const progress = showProgress(manifest.counts.documents ?? 0);
  let counts: Readonly<Record<string, number>> = {};
  for await (const chunk of exportText(services, manifest, before)) {
    await write.text(chunk.text);
    counts = chunk.counts;
    progress.at(counts.documents ?? 0);
  }
  await write.end();
  progress.end(counts.documents ?? 0);
  return counts;
}

async function whatOf(services: Services, { user, app }: Options): Promise<What> {
  if (user !== undefined) {
    const found = isDid(user) ? await profileOf(services, user) : await findAccountByHandle(services, user);
    if (!found) throw new VibeError('not_found', `There is no account ${user}`, { hint: 'vibe user list' });
    return { user: { did: found.did, handle: found.handle } };
  }
  if (app === undefined) return { all: true };
  const found = await findApp(services, app);
  if (!found) throw new VibeError('unknown_app', `There is no app ${app}`, { hint: 'vibe app list' });
  return { app: { id: found.id } };
}

type Whole = Resume & { readonly manifest: ExportManifest; readonly offset: number };

/** Up to where a file is as it was written. `undefined`: not even to its first mark, so it is begun anew. */
async function lastWhole(file: string): Promise<Whole | undefined> {
  let whole: Whole | undefined;
  let manifest: ExportManifest | undefined;
  try {
    for await (const { records, mark, isEnd, offset, hash } of readSealedLines(createReadStream(file))) {
      if (isEnd) throw new VibeError('already_exists', `${file} is complete: there is nothing to go on with`);
      manifest ??= readManifest(records[0]?.value);
      whole = { manifest, hash, lines: mark.lines + 1, counts: mark.counts, after: mark.after, offset };
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // Where it was cut, or what came after the last mark, is written anew.
    if (!(error instanceof VibeError) || error.code === 'already_exists') throw error;
  }
  if (!whole) await mayBeginAnew(file);
  return whole;
}

/** Not a mark of it is whole: it is begun anew, unless it is something else altogether. */
async function mayBeginAnew(file: string): Promise<void> {
  const handle = await open(file, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING.length), 0, BEGINNING.length, 0).finally(() => handle.close());
  if (!BEGINNING.startsWith(buffer.toString('utf8', 0, bytesRead))) throw new VibeError('bad_request', `${file} is not an export`);
  await truncate(file);
}
const BEGINNING = `{"type":"manifest","format":"${FORMAT}"`;

function sameExport(manifest: ExportManifest, what: What, services: Services): ExportManifest {
  if (JSON.stringify(manifest.what) !== JSON.stringify(what))
    throw new VibeError('bad_request', 'The file holds the data of somebody else');
  if (manifest.server !== services.publicUrl) throw new VibeError('bad_request', `The file is from ${manifest.server}`);
  return manifest;
}

async function openOutput(file: string, goesOn: boolean) {
  if (file === '-') return { text: (text: string) => toStandardOutput(text), end: async () => {} };
  const handle = await open(file, goesOn ? 'a' : 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST')
      throw new VibeError('already_exists', `${file} is there already`, { hint: 'Go on with it by --resume, or choose another name.' });
    if (error.code === 'ENOENT') throw new VibeError('not_found', `There is no folder for ${file}`);
    throw error;
  });
  let held: string[] = [];
  let size = 0;
  const flush = async () => {
    await handle.appendFile(held.join(''));
    held = [];
    size = 0;
  };
  return {
    async text(text: string) {
      held.push(text);
      size += text.length;
      if (size > 262_144) await flush();
    },
    async end() {
      await flush();
      await handle.sync();
      await handle.close();
    },
  };
}

/** Waits for a slow reader. One that went away ends the export. */
const toStandardOutput = (text: string): Promise<void> =>
  new Promise((resolve, reject) => void process.stdout.write(text, (error) => (error ? reject(error) : resolve())));
