import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { isLoopbackHost, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';

const DEADLINE_MS = 5_000;
const MOST_BYTES = 16_384;
const FRESH_MS = { least: 300_000, usual: 3_600_000, most: 86_400_000 };

export interface Fetched {
  readonly document: unknown;
  /** By Cache-Control's max-age, between five minutes and a day. */
  readonly freshForMs: number;
}

/**
 * A stranger named this address, so it is asked with care: one request without cookies or redirects, 5 s, 16 kB, JSON only, and never an address
 * inside our own network (unless this server itself is on loopback, where development happens).
 * @throws {VibeError} bad_request
 */
export async function fetchDocument(services: Services, address: string): Promise<Fetched> {
  const url = new URL(address);
  const mayBePrivate = isLoopbackHost(new URL(services.publicUrl).hostname);
  const to = await resolveAddress(url, mayBePrivate);
  const signal = AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), services.lifetime.signal]);
  const response = await get(url, to, signal);
  if (response.statusCode !== 200) throw refused(response, `answered ${response.statusCode}`);
  if (!/^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i.test(response.headers['content-type'] ?? ''))
    throw refused(response, 'is not JSON');
  const document: unknown = JSON.parse(await readText(response));
  return { document, freshForMs: freshFor(response.headers['cache-control']) };
}

/** The connection goes to the address that was checked: a second lookup could answer something else. */
function get(url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const family = isIPv6(address) ? 6 : 4;
  const options = {
    signal,
    agent: false,
    headers: { accept: 'application/json' },
    lookup: (_host: string, asked: { all?: boolean }, done: (error: null, found: never, family?: number) => void) =>
      asked.all ? done(null, [{ address, family }] as never) : done(null, address as never, family),
  };
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options as Parameters<typeof requestHttps>[1]);
  request.once('response', resolve).once('error', reject).end();
  return promise;
}

async function resolveAddress(url: URL, mayBePrivate: boolean): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Names below localhost are loopback by definition (RFC 6761 §6.3), whether or not a resolver knows them.
  const found = isIP(host) ? host : isLoopbackHost(host) ? '127.0.0.1' : (await lookup(host)).address;
  if (!mayBePrivate && isPrivateAddress(found)) throw new VibeError('bad_request', `${url.host} is inside a private network`);
  return found;
}

async function readText(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) throw refused(response, `has more than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function refused(response: IncomingMessage, because: string): VibeError {
  response.destroy();
  return new VibeError('bad_request', `The client-id metadata document ${because}`);
}

function freshFor(cacheControl = ''): number {
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(cacheControl)?.[1];
  if (seconds === undefined) return FRESH_MS.usual;
  return Math.min(Math.max(Number(seconds) * 1_000, FRESH_MS.least), FRESH_MS.most);
}

/** IANA's special-purpose registries (RFC 6890): not globally reachable. */
const special = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(net, bits, 'ipv4');
/** Of IPv6 only global unicast, without documentation, 6to4 and Teredo, which carry IPv4 addresses inside. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001:db8::', 32],
  ['2001::', 23],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  special.addSubnet(net, bits, 'ipv6');

export const isPrivateAddress = (address: string): boolean =>
  isIPv6(address) ? special.check(address, 'ipv6') || !globalUnicast.check(address, 'ipv6') : special.check(address, 'ipv4');
