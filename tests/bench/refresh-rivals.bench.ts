import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inTurn, rowOf } from './compare.ts';
import { startSubject } from './pinned.ts';
import { benchPostgres } from './postgres.ts';
import { type Device, refreshRequests, type TokenEndpoint } from './refresh/devices.ts';
import { type Row, rounded } from './rows.ts';

const DEVICES = 100;
const rivals = join(import.meta.dirname, 'rivals');

/**
 * The same work at three servers: a new access token for a DPoP proof and a refresh token. Ours and better-auth on the same Postgres; the PDS of the AT
 * Protocol with SQLite inside its process, whose CPU is therefore counted, while that of Postgres is not. The ratio is ours ÷ theirs.
 */
export async function bench(say: (line: string) => void): Promise<Row[]> {
  if (!existsSync(join(rivals, 'node_modules'))) install(say);
  await using postgres = await benchPostgres();
  const [url, theirs] = [await postgres.database('vibe'), await postgres.database('better_auth', 'none')];
  say(`signing in ${DEVICES} devices at each`);
  await using vibe = await startSubject<{ port: number; devices: Device[] }>(join(import.meta.dirname, 'refresh/vibe.ts'), [
    url,
    String(DEVICES),
  ]);
  type Rival = TokenEndpoint & { readonly devices: Device[] };
  await using betterAuth = await startSubject<Rival>(join(rivals, 'better-auth.mjs'), [theirs, String(DEVICES)]);
  await using pds = await startSubject<Rival>(join(rivals, 'atproto-pds.mjs'), [String(DEVICES)]);
  const { port, devices } = vibe.ready;
  const [ours, ...others] = await inTurn(
    [
      { subject: vibe, port, ...refreshRequests(devices, { port, path: '/oauth/token', clientId: 'feeds' }) },
      ...[betterAuth, pds].map((rival) => ({
        ...{ subject: rival, port: rival.ready.port },
        ...refreshRequests(rival.ready.devices, rival.ready),
      })),
    ],
    { count: 5, ms: 1_500 },
  );
  if (!ours) throw new Error('nothing was measured');
  return ['better-auth', 'AT Protocol PDS'].map((name, at) => {
    const other = others[at] as typeof ours;
    return { ...rowOf(`refresh, ours ÷ ${name}`, ours, other), theirP50Ms: rounded(other.p50Ms) };
  });
}

/** Not among our own packages: nobody else needs them. Without their install scripts, which want to fetch programs. */
function install(say: (line: string) => void): void {
  say('installing better-auth and the PDS');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: rivals,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`npm ci failed in ${rivals}`);
}
