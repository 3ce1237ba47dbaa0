import type { IncomingMessage } from 'node:http';
import { VibeError } from '@vibe/shared';

const MOST_BYTES = 65_536;

/** A small JSON body. Only application/json: a form of another site cannot send it without asking first (CORS). @throws {VibeError} bad_request, too_large */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new VibeError('bad_request', 'The body must be application/json');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) throw new VibeError('too_large', `The body may have at most ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new VibeError('bad_request', 'The body is not valid JSON');
  }
}
