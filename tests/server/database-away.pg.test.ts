import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openServices } from '../../server/src/cli/open.ts';
import { readConfig } from '../../server/src/config.ts';
import { createApp } from '../../server/src/http/app.ts';
import { bind } from '../../server/src/http/bind.ts';
import { startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres.ts';

test('while the database is away requests get 503 with Retry-After; when it is back, so are they, without a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vibe-away-'));
  const dataDir = join(folder, 'pg18');
  const first = await startEmbeddedPostgres({ dataDir });
  const server = await bind('127.0.0.1', 0);
  const url = `http://localhost:${server.port}`;
  const config = readConfig({ VIBE_DATA: folder, LOG_LEVEL: 'silent', DATABASE_URL: first.url });
  const open = await openServices(config, { publicUrl: url });
  server.serve(createApp(open.services));
  const whoHasHandle = () => fetch(`${url}/trpc/identity.resolveHandle?input=${encodeURIComponent('{"json":{"handle":"nobody"}}')}`);
  try {
    expect((await whoHasHandle()).status).toBe(404);
    await first.stop();

    const away = await whoHasHandle();
    expect(away.status).toBe(503);
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);

    await using _second = await startEmbeddedPostgres({ dataDir, port: first.port });
    await expect.poll(async () => (await whoHasHandle()).status, { timeout: 10_000 }).toBe(404);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await open.close(server.close());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
