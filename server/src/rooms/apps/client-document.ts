import { createHash } from 'node:crypto';
import { isLoopbackHost } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { mintDid } from '../identity/index.ts';
import { type App, toApp } from './app.ts';
import { type AppRow, findAppRow, insertApp, insertManifest, markDocumentRead } from './apps.store.ts';
import { fetchDocument } from './client-document.fetch.ts';
import { toManifest } from './client-document.manifest.ts';
import { checkLanguages } from './languages.ts';
import { sameManifest } from './manifest.ts';

/** Of strangers' addresses: how long a failed one is not asked again, how many are asked at once, and how many new ones in a minute. */
const REFUSED_FOR_MS = 60_000;
const AT_ONCE = 8;
const NEW_PER_MINUTE = 60;

/** https with a path, nothing that could be read in two ways (draft-ietf-oauth-client-id-metadata-document §3); http only from loopback to loopback. */
export function isDocumentClientId(publicUrl: string, clientId: string): boolean {
  if (clientId.length > 512 || !/^https?:\/\//.test(clientId) || !URL.canParse(clientId)) return false;
  const url = new URL(clientId);
  if (
    url.href !== clientId ||
    url.pathname === '/' ||
    url.hash !== '' ||
    clientId.includes('#') ||
    url.username !== '' ||
    url.password !== ''
  )
    return false;
  return url.protocol === 'https:' || (isLoopbackHost(url.hostname) && isLoopbackHost(new URL(publicUrl).hostname));
}

/** The app whose document is at this address; `undefined` when there is none that can be believed. */
export async function findDocumentApp(services: Services, clientId: string): Promise<App | undefined> {
  const row = await findAppRow(services.database.system, clientId);
  if (row && isFresh(services, row)) return toApp(row);
  const reading = readOnce(services, clientId, row);
  // What was believed yesterday goes on while it is asked again, at the most for a week.
  if (row && !isForgotten(services, row)) {
    reading.catch(() => {});
    return toApp(row);
  }
  return reading;
}

const reader = perProcess((_: Services) => ({
  refusedUntil: new LRUCache<string, number>({ max: 2_000 }),
  reading: new Map<string, Promise<App | undefined>>(),
  fresh: { minute: 0, count: 0 },
}));

function readOnce(services: Services, clientId: string, row: AppRow | undefined): Promise<App | undefined> {
  const { refusedUntil, reading, fresh } = reader(services);
  const now = services.clock.now().getTime();
  const under = reading.get(clientId);
  if (under) return under;
  if ((refusedUntil.get(clientId) ?? 0) > now || reading.size >= AT_ONCE) return Promise.resolve(undefined);
  if (!row && !mayReadNew(fresh, Math.floor(now / 60_000))) return Promise.resolve(undefined);
  const next = read(services, clientId, row)
    .catch((error: unknown) => {
      services.log.info({ err: error, clientId }, 'a client-id metadata document was refused');
      refusedUntil.set(clientId, now + REFUSED_FOR_MS);
      return undefined;
    })
    .finally(() => reading.delete(clientId));
  reading.set(clientId, next);
  return next;
}

/** Each new one costs a request, keys and rows; whoever invents addresses gets so many and no more. */
function mayReadNew(fresh: { minute: number; count: number }, minute: number): boolean {
  if (fresh.minute !== minute) Object.assign(fresh, { minute, count: 0 });
  fresh.count += 1;
  return fresh.count <= NEW_PER_MINUTE;
}

async function read(services: Services, clientId: string, row: AppRow | undefined): Promise<App | undefined> {
  const db = services.database.system;
  const { document, freshForMs } = await fetchDocument(services, clientId);
  const manifest = toManifest(clientId, appIdOf(clientId), document);
  await checkLanguages(services, manifest);
  const readAt = services.clock.now();
  const freshUntil = new Date(readAt.getTime() + freshForMs);
  if (!row) {
    const did = await mintDid(services, { kind: 'app', path: ['apps', manifest.id] });
    const dates = { documentReadAt: readAt, documentFreshUntil: freshUntil };
    await insertApp(db, { id: manifest.id, did, clientId, ownerDid: undefined, manifest, ...dates });
  } else {
    if (!sameManifest(toApp(row).manifest, manifest)) await insertManifest(db, row.id, manifest, undefined);
    await markDocumentRead(db, row.id, readAt, freshUntil);
  }
  const stored = await findAppRow(db, clientId);
  return stored && toApp(stored);
}

/** Readable, and never that of another address: the host's name and 10 characters of the address's hash. */
function appIdOf(clientId: string): string {
  const slug = new URL(clientId).hostname
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 28)
    .replace(/-+$/, '');
  const hash = createHash('sha256').update(clientId).digest('hex').slice(0, 10);
  return `${slug || 'app'}-${hash}`;
}

const WEEK_MS = 7 * 86_400_000;
const untilMs = (row: AppRow) => row.document_fresh_until?.getTime() ?? 0;
const isFresh = (services: Services, row: AppRow) => untilMs(row) > services.clock.now().getTime();
const isForgotten = (services: Services, row: AppRow) => untilMs(row) + WEEK_MS < services.clock.now().getTime();
