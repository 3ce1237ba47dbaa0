import type { IncomingMessage } from 'node:http';
import { VibeError } from '@vibe/shared';

const MOST_BYTES = 65_536;

/** A small JSON body. Only application/json: a form of another site cannot send it without asking first (CORS). @throws {VibeError} bad_request, too_large */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request, 'application/json');
  try {
    return JSON.parse(text);
  } catch {
    throw new VibeError('bad_request', 'The body is not valid JSON');
  }
}

/** The fields of a form. @throws {VibeError} bad_request, too_large */
export const readForm = async (request: IncomingMessage): Promise<URLSearchParams> =>
  new URLSearchParams(await readText(request, 'application/x-www-form-urlencoded'));

async function readText(request: IncomingMessage, type: string): Promise<string> {
  const given = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (given !== type) throw new VibeError('bad_request', `The body must be ${type}`);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) throw new VibeError('too_large', `The body may have at most ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
