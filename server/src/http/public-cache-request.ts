import type { IncomingMessage } from 'node:http';
import { isSameOrigin } from './authenticate.ts';
import type { Calls } from './calls.ts';

/** Longer addresses are answered, but not kept. The client makes none longer than 4,000. */
const LONGEST_ADDRESS = 4_096;

/**
 * Is it a visitor who asks, with nothing about the request but its address that could make another answer? Credentials and cookies that count are
 * decided as in `authenticate`; tRPC looks at three more headers.
 */
export function isVisitorsReading({ method, headers, url = '' }: IncomingMessage, publicUrl: string): boolean {
  if (method !== 'GET' || headers.authorization !== undefined || url.length > LONGEST_ADDRESS) return false;
  if (headers.cookie !== undefined && isSameOrigin(publicUrl, headers)) return false;
  if (headers['content-type'] !== undefined || headers['trpc-accept'] !== undefined) return false;
  return headers.accept === undefined || !headers.accept.includes('jsonl');
}

/**
 * Are all calls of this address ones whose answers may be kept? Nothing beside them stands in it: of one answer there would be as many entries as
 * somebody can think of names.
 */
export function isKeepable({ names }: Pick<Calls, 'names'>, url: string, isKeepableQuery: (name: string) => boolean): boolean {
  const said = [...new URLSearchParams(url.slice(url.indexOf('?') + 1)).keys()];
  if (new Set(said).size !== said.length || said.some((each) => each !== 'input' && each !== 'batch')) return false;
  return names.every(isKeepableQuery);
}
