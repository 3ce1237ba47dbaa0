import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRunningPostgres } from './embedded-postgres/announcement.ts';
import { EmbeddedPostgresError } from './embedded-postgres/error.ts';
import { findPostmaster } from './embedded-postgres/processes.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

let folder: string;
let dataDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vibe-embedded-test-')); // mode 0700: as root, `nobody` has no way in
  dataDir = join(folder, 'pg');
});
afterEach(async () => {
  while (await findPostmaster(dataDir)) await sleep(25); // of a process that was killed: it is about to end
  await rm(folder, { recursive: true, force: true });
});

async function sql(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function eventually<T>(ask: () => Promise<T>, accept: (value: T) => boolean = () => true): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask().catch((error: unknown) => {
      if (attempt >= 200) throw error;
    });
    if (answer !== undefined && accept(answer)) return answer;
    if (attempt >= 200) throw new Error(`still ${JSON.stringify(answer)}`);
    await sleep(25);
  }
}

/** Another process that starts Postgres on the folder and says its url. */
async function otherProcess(): Promise<{ url: string; pid: number; kill9(): Promise<void> }> {
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))});
    const postgres = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(postgres.url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const kill9 = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return { url: line.toString().trim(), pid: child.pid as number, kill9 };
}

describe('a data folder', () => {
  test('keeps what was written, from one start to the next', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    await sql(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    await expect(sql(first.url, 'select 1')).rejects.toThrow();
    await using second = await startEmbeddedPostgres({ dataDir });
    expect(await sql(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  test('that is ephemeral is gone after the stop, with its password and log', async () => {
    const postgres = await startEmbeddedPostgres({ dataDir, ephemeral: true });
    await postgres.stop();
    for (const left of [dataDir, `${dataDir}.password`, `${dataDir}.log`, join(folder, 'postgres.json')])
      await expect(stat(left)).rejects.toThrow('ENOENT');
  });

  test('has the settings that the rest of Vibe counts on', async () => {
    await using postgres = await startEmbeddedPostgres({ dataDir, ephemeral: true });
    const [row] = await sql(
      postgres.url,
      `select current_setting('wal_level') wal, current_setting('listen_addresses') listens, current_setting('unix_socket_directories') sockets,
              current_setting('server_encoding') encoding, datlocprovider provider, datlocale locale, current_setting('server_version_num')::int / 10000 major
       from pg_database where datname = 'postgres'`,
    );
    expect(row).toEqual({
      wal: 'logical',
      listens: '127.0.0.1',
      sockets: '',
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      major: 18,
    });
  });
});

describe('the password', () => {
  test('is asked for, also from this machine, also in tests', async () => {
    await using postgres = await startEmbeddedPostgres({ dataDir, ephemeral: true });
    const url = new URL(postgres.url);
    url.password = 'wrong';
    await expect(sql(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    url.password = '';
    await expect(sql(url.href, 'select 1')).rejects.toThrow(/password/);
  });

  test('lies in files that only their owner reads', async () => {
    await using postgres = await startEmbeddedPostgres({ dataDir });
    for (const file of [`${dataDir}.password`, `${dataDir}.log`, join(folder, 'postgres.json')])
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect(new URL(postgres.url).password).toBe(await readFile(`${dataDir}.password`, 'utf8'));
    expect(new URL(postgres.url).password).toHaveLength(32);
  });

  test('that was lost is named, not worked around', async () => {
    await (await startEmbeddedPostgres({ dataDir })).stop();
    await rm(`${dataDir}.password`);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/password, is gone/);
  });
});

describe('after kill -9', () => {
  test('of Postgres alone, it comes back by itself at the same address, with what was committed', async () => {
    const said: string[] = [];
    await using postgres = await startEmbeddedPostgres({ dataDir, log: (line) => said.push(line) });
    await sql(postgres.url, 'create table kept as select 1 as n');
    const killed = postgres.pid;
    process.kill(killed, 'SIGKILL');
    expect(await eventually(() => sql(postgres.url, 'select n from kept'))).toEqual([{ n: 1 }]);
    expect(postgres.pid).not.toBe(killed);
    expect(said).toEqual([expect.stringContaining('SIGKILL')]);
  });

  test('of Vibe alone, Postgres ends too', async () => {
    const other = await otherProcess();
    const postmaster = (await findPostmaster(dataDir))?.pid as number;
    await other.kill9();
    await eventually(
      () => runs(postmaster),
      (running) => !running,
    );
  });

  test('of Vibe and Postgres, the next start recovers what was committed', async () => {
    const other = await otherProcess();
    await sql(other.url, 'create table kept as select generate_series(1, 1000) as n');
    const postmaster = (await findPostmaster(dataDir))?.pid as number;
    process.kill(postmaster, 'SIGSTOP'); // so that it cannot end in good order
    await other.kill9();
    process.kill(postmaster, 'SIGKILL');
    await using postgres = await startEmbeddedPostgres({ dataDir });
    expect(await sql(postgres.url, 'select count(*)::int n from kept')).toEqual([{ n: 1000 }]);
  });

  test('of Vibe and the shell that watches it, the next start stops the orphan and goes on', async () => {
    const other = await otherProcess();
    await sql(other.url, 'create table kept as select 7 as n');
    const orphan = (await findPostmaster(dataDir))?.pid as number;
    for (const shell of await watchersOf(orphan)) process.kill(shell, 'SIGKILL');
    await other.kill9();
    await sleep(200);
    expect(await findPostmaster(dataDir)).toEqual({ pid: orphan, owner: undefined, orphaned: true });
    await using postgres = await startEmbeddedPostgres({ dataDir });
    expect(await runs(orphan)).toBe(false);
    expect(await sql(postgres.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('a pid that was given to another process meanwhile does not block the start', async () => {
    await (await startEmbeddedPostgres({ dataDir })).stop();
    await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n1\n1\n\n127.0.0.1\n1 1\nready\n`);
    await using postgres = await startEmbeddedPostgres({ dataDir });
    expect(await sql(postgres.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

describe('another process', () => {
  test('that starts on the same folder is refused, and told who is there', async () => {
    const other = await otherProcess();
    const refusal = await startEmbeddedPostgres({ dataDir }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EmbeddedPostgresError);
    expect(refusal).toMatchObject({
      message: expect.stringContaining(`in use by process ${other.pid}`),
      hint: expect.stringContaining(`kill ${other.pid}`),
    });
    expect(await sql(other.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await other.kill9();
  });

  test('that starts at the same moment: one gets the folder, the other a clear error', async () => {
    const both = await Promise.allSettled([startEmbeddedPostgres({ dataDir }), startEmbeddedPostgres({ dataDir })]);
    const won = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const lost = both.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(lost).toEqual([
      expect.objectContaining({ name: 'EmbeddedPostgresError', message: expect.stringMatching(/in use by process \d+/) }),
    ]);
    expect(won).toHaveLength(1);
    expect(await sql((won[0] as (typeof won)[0]).url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await won[0]?.stop();
  });

  test('finds the running database, and none after it stopped', async () => {
    const postgres = await startEmbeddedPostgres({ dataDir });
    expect(await findRunningPostgres(dataDir)).toBe(postgres.url);
    const announced = await readFile(join(folder, 'postgres.json'), 'utf8');
    await postgres.stop();
    expect(await findRunningPostgres(dataDir)).toBeUndefined();
    await writeFile(join(folder, 'postgres.json'), announced); // as after a kill
    expect(await findRunningPostgres(dataDir)).toBeUndefined();
  });
});

describe('a clear line and a hint, when', () => {
  const refused = async (options = { dataDir }) => {
    const error = await startEmbeddedPostgres(options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EmbeddedPostgresError);
    expect((error as Error).message).not.toContain('\n');
    expect((error as EmbeddedPostgresError).hint).toMatch(/VIBE_DATA|DATABASE_URL|Vibe/);
    return (error as Error).message;
  };

  test('a file is in the way', async () => {
    await writeFile(dataDir, 'a file');
    expect(await refused()).toMatch(/There is a file where the data folder/);
    expect(await refused({ dataDir: join(dataDir, 'below') })).toMatch(/There is a file where the data folder/);
  });

  test('the folder holds something else', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'holiday.jpg'), '');
    expect(await refused()).toMatch(/holds something else than a database/);
  });

  test('another major version made it', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'PG_VERSION'), '17\n');
    expect(await refused()).toMatch(/was made by Postgres 17; this is Postgres 18/);
  });

  test('the configuration is broken: what Postgres said', async () => {
    await (await startEmbeddedPostgres({ dataDir })).stop();
    await writeFile(join(dataDir, 'postgresql.conf'), 'no such setting\n');
    expect(await refused()).toMatch(/configuration file .* contains errors/);
  });

  test('the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    await expect(startEmbeddedPostgres({ dataDir, ephemeral: true, port })).rejects.toThrow(`Port ${port}, wanted for Postgres, is taken.`);
    taken.close();
  });

  test('the disk is full', async (context) => {
    const small = join(folder, 'small');
    await mkdir(small);
    const mount = promisify(execFile);
    const mounted = await mount('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', small]).catch(() => undefined);
    if (!mounted) return context.skip('only root can make a small disk');
    try {
      expect(await refused({ dataDir: join(small, 'pg') })).toMatch(/no space left/);
    } finally {
      await mount('umount', [small]);
    }
  });

  test('the folder cannot be written', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o555 });
    await chmod(folder, 0o755);
    const parts = JSON.stringify(join(import.meta.dirname, 'embedded-postgres/'));
    const program = `
      const { findBinaries } = await import(${parts} + 'binaries.ts');
      const { prepareCluster } = await import(${parts} + 'cluster.ts');
      const binaries = await findBinaries();
      // Only now: the clone itself may be closed to others than root.
      if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
      await prepareCluster(binaries, ${JSON.stringify(join(closed, 'pg'))}, true).catch((error) => console.log(error.name, '|', error.message, '|', error.hint));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said = (await child.stdout.toArray()).join('');
    expect(said).toMatch(/^EmbeddedPostgresError \| The data folder \S+ cannot be written \(EACCES\)\. \| .*VIBE_DATA/);
  });
});

/** Does it still do anything? Where nobody collects it, an ended process keeps its pid for a while, as a zombie. */
async function runs(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return /\) [^ZX]/.test(status);
}

/** The shells that wait for the end of the process that started this Postgres. */
async function watchersOf(postmaster: number): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('vibe-watch') && command.split('\0').includes(String(postmaster))) found.push(Number(entry));
  }
  return found;
}
