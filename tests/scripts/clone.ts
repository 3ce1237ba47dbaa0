import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

const root = join(import.meta.dirname, '../..');

export const installs = 'mkdir -p node_modules/leftpad; cp installed.json node_modules/.package-lock.json';

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A clone in miniature: the real bootstrap, one locked package, and in the place of npm a program that writes down what it was asked. */
export class Clone implements AsyncDisposable {
  readonly folder: string;
  constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Clone> {
    const clone = new Clone(await mkdtemp(join(tmpdir(), 'vibe-clone-')));
    await cp(join(root, 'scripts/bootstrap'), clone.path('scripts/bootstrap'), { recursive: true });
    await cp(join(root, 'scripts/bootstrap.mjs'), clone.path('scripts/bootstrap.mjs'));
    await clone.write('scripts/run.ts', "console.log('ran', process.argv.slice(2).join(' '));");
    await clone.lock('1.0.0');
    await clone.npm(`sleep 0.3; ${installs}`);
    return clone;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true });
    await writeFile(this.path(path), text);
  }

  /** What package-lock.json asks for, and what npm notes when it has installed that on this platform. */
  async lock(version: string): Promise<void> {
    const here = { 'node_modules/leftpad': { version } };
    const elsewhere = { 'node_modules/only-elsewhere': { version: '1.0.0', optional: true } };
    await this.write('package-lock.json', JSON.stringify({ packages: { '': {}, ...here, ...elsewhere } }));
    await this.write('installed.json', JSON.stringify({ packages: here }));
  }

  /** What `npm` does here. */
  async npm(script: string): Promise<void> {
    await this.write(
      'bin/npm',
      `#!/bin/sh\nif [ -e installing ]; then echo TWICE >> npm.log; fi\ntouch installing\necho "$$ $*" >> npm.log\n${script}\ncode=$?\nrm -f installing\nexit $code\n`,
    );
    await chmod(this.path('bin/npm'), 0o755);
  }

  async npmCalls(): Promise<string[]> {
    return (await readFile(this.path('npm.log'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  }

  spawn(...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
    const { npm_execpath: _, ...env } = process.env;
    const PATH = [this.path('bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
    return spawn(process.execPath, [this.path('scripts/bootstrap.mjs'), ...args], {
      cwd: this.folder,
      env: { ...env, PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  run(...args: string[]): Promise<Ended> {
    return ended(this.spawn(...args));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

export async function ended(child: ReturnType<Clone['spawn']>): Promise<Ended> {
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output: Buffer.concat(chunks).toString() };
}
