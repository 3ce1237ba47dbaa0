import { join } from 'node:path';
import { compare } from './compare.ts';
import { startSubject } from './pinned.ts';
import { benchPostgres } from './postgres.ts';
import { type Device, refreshRequests } from './refresh/devices.ts';
import type { Row } from './rows.ts';

const DEVICES = 100;

/** Silent refresh with DPoP at /oauth/token, beside bare node:http and pg doing the same statements and signatures. */
export async function bench(say: (line: string) => void): Promise<Row[]> {
  await using postgres = await benchPostgres();
  const url = await postgres.database('vibe');
  say(`signing in ${DEVICES} devices`);
  const program = (name: string) => join(import.meta.dirname, 'refresh', name);
  await using vibe = await startSubject<{ port: number; devices: Device[] }>(program('vibe.ts'), [url, String(DEVICES)]);
  await using floor = await startSubject<{ port: number }>(program('floor.ts'), [url]);
  const { devices, port } = vibe.ready;
  const at = { path: '/oauth/token', clientId: 'feeds' };
  const row = await compare(
    'refresh',
    { subject: vibe, port, ...refreshRequests(devices, { ...at, port }) },
    { subject: floor, port: floor.ready.port, ...refreshRequests(devices, { ...at, port: floor.ready.port }) },
    { count: 5, ms: 1_500 },
  );
  return [row];
}
