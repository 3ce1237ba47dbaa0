import { spawn } from 'node:child_process';
import { once as event } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpRequest, once } from '../load.ts';
import { rssOf } from '../pinned.ts';
import { type Row, rounded } from '../rows.ts';
import { secretKey } from './world.ts';

/** `vibe serve` as people run it, some requests after its start: how much memory it keeps. */
export async function idle(databaseUrl: string): Promise<Row> {
  const data = await mkdtemp(join(tmpdir(), 'vibe-bench-'));
  const port = await freePort();
  const main = join(import.meta.dirname, '../../../server/src/main.ts');
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: `http://localhost:${port}`,
    PORT: String(port),
    VIBE_DATA: data,
    VIBE_SECRET_KEY: secretKey.toString('hex'),
    LOG_LEVEL: 'silent',
  };
  const child = spawn(process.execPath, ['--conditions=@vibe/source', main, 'serve'], { env, stdio: 'ignore' });
  try {
    await untilReady(port);
    for (let at = 0; at < 50; at++) await once(port, httpRequest(port, 'GET', '/.well-known/openid-configuration'));
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    return { work: 'idle', rssMb: rounded(rssOf(child.pid as number), 0) };
  } finally {
    child.kill('SIGKILL');
    await event(child, 'exit');
    await rm(data, { recursive: true });
  }
}

async function untilReady(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const ready = await fetch(`http://localhost:${port}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('vibe serve did not become ready');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await event(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await event(server, 'close');
  return port;
}
