import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, isIPv6 } from 'node:net';
import { isLoopbackHost, VibeError } from '@vibe/shared';
import type { Services } from './context.ts';
import { isPrivateAddress } from './private-address.ts';

export interface OutboundRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it: lookup, connection, answer. */
  readonly deadlineMs: number;
  /** What the answer may have; more is refused. */
  readonly mostBytes: number;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/**
 * A stranger named this address, so it is asked with care: one request without cookies or redirects, bounded in time and size, and never an address inside our own
 * network (unless this server itself is on loopback, where development happens).
 * @throws {VibeError} bad_request, for what is refused; whatever the network throws
 */
export async function ask(services: Services, address: string, asked: OutboundRequest): Promise<OutboundAnswer> {
  const signal = AbortSignal.any([AbortSignal.timeout(asked.deadlineMs), services.lifetime.signal]);
  const url = new URL(address);
  const to = await resolveAddress(url, isLoopbackHost(new URL(services.publicUrl).hostname));
  const response = await send(url, to, asked, signal);
  return { status: response.statusCode ?? 0, headers: response.headers, text: await readText(url, response, asked.mostBytes) };
}

/** The connection goes to the address that was checked: a second lookup could answer something else. */
function send(url: URL, address: string, { method, headers, body }: OutboundRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const family = isIPv6(address) ? 6 : 4;
  const options = {
    ...{ method, headers, signal, agent: false },
    lookup: (_host: string, asked: { all?: boolean }, done: (error: null, found: never, family?: number) => void) =>
      asked.all ? done(null, [{ address, family }] as never) : done(null, address as never, family),
  };
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options as Parameters<typeof requestHttps>[1]);
  request.once('response', resolve).once('error', reject).end(body);
  return promise;
}

async function resolveAddress(url: URL, mayBePrivate: boolean): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Names below localhost are loopback by definition (RFC 6761 §6.3), whether or not a resolver knows them.
  const found = isIP(host) ? host : isLoopbackHost(host) ? '127.0.0.1' : (await lookup(host)).address;
  if (!mayBePrivate && isPrivateAddress(found)) throw new VibeError('bad_request', `${url.host} is inside a private network`);
  return found;
}

async function readText(url: URL, response: IncomingMessage, mostBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= mostBytes) parts.push(part);
    else {
      response.destroy();
      throw new VibeError('bad_request', `${url.host} answers with more than ${mostBytes} bytes`);
    }
  }
  return Buffer.concat(parts).toString('utf8');
}
