import { VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { ask } from '../../platform/outbound.ts';

const FRESH_MS = { least: 300_000, usual: 3_600_000, most: 86_400_000 };

export interface Fetched {
  readonly document: unknown;
  /** By Cache-Control's max-age, between five minutes and a day. */
  readonly freshForMs: number;
}

/** @throws {VibeError} bad_request */
export async function fetchDocument(services: Services, address: string): Promise<Fetched> {
  const headers = { accept: 'application/json' };
  const answer = await ask(services, address, { method: 'GET', headers, deadlineMs: 5_000, mostBytes: 16_384 });
  if (answer.status !== 200) throw refused(`answered ${answer.status}`);
  if (!/^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i.test(answer.headers['content-type'] ?? '')) throw refused('is not JSON');
  const document: unknown = JSON.parse(answer.text);
  return { document, freshForMs: freshFor(answer.headers['cache-control']) };
}

const refused = (because: string) => new VibeError('bad_request', `The client-id metadata document ${because}`);

function freshFor(cacheControl = ''): number {
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(cacheControl)?.[1];
  if (seconds === undefined) return FRESH_MS.usual;
  return Math.min(Math.max(Number(seconds) * 1_000, FRESH_MS.least), FRESH_MS.most);
}
