import { createHash } from 'node:crypto';
import { VibeError } from '@vibe/shared';
import { type Context, Hono } from 'hono';
import type { Services } from '../platform/context.ts';
import { type PublishedDid, pictureOf, publishedAt, serverDid } from '../rooms/identity/index.ts';
import { resolveHere } from './did-resolution.ts';
import { problemResponse } from './error-response.ts';

/** Where the DIDs of this server can be looked up, by anyone from anywhere: they are public by nature. */
export function didRoutes(services: Services): Hono {
  const routes = new Hono();
  routes.get('/.well-known/did.json', async (c) => document(c, await serverDid(services)));
  for (const folder of ['u', 'apps'] as const) {
    routes.get(`/${folder}/:name/did.json`, async (c) => document(c, await publishedAt(services, `${folder}/${c.req.param('name')}`)));
    routes.get(`/${folder}/:name/did.jsonl`, async (c) => log(c, await publishedAt(services, `${folder}/${c.req.param('name')}`)));
  }
  routes.get('/u/:handle/picture', async (c) => picture(c, services));
  routes.get('/1.0/identifiers/*', async (c) => resolution(c, services));
  return routes;
}

const document = (c: Context, did: PublishedDid | undefined): Response =>
  did ? answer(c, JSON.stringify(did.webDocument), 'application/did+json') : nothingAt(c);

/** did:webvh 1.0 §3.4: one entry a line. */
const log = (c: Context, did: PublishedDid | undefined): Response =>
  did && did.log.length > 0 ? answer(c, did.log.map((entry) => `${JSON.stringify(entry)}\n`).join(''), 'text/jsonl') : nothingAt(c);

/** DID Resolution, HTTP(S) binding: the result with its metadata, or the bare document to whoever asks for `application/did`. */
async function resolution(c: Context, services: Services): Promise<Response> {
  // Not from the router, which decodes %3A: a port's %3A belongs to the DID.
  const asked = new URL(c.req.url).pathname.slice('/1.0/identifiers/'.length);
  const { status, result } = await resolveHere(services, asked);
  const bare = status === 200 && /\bapplication\/did(\+json|\+ld\+json)?(?=[\s;,]|$)/.test(c.req.header('accept') ?? '');
  return bare
    ? answer(c, JSON.stringify(result.didDocument), 'application/did')
    : answer(c, JSON.stringify(result), 'application/did-resolution', status);
}

/** Its address changes with the picture, so it may be kept for ever. `sandbox`: it is a picture, whatever is in its bytes. */
async function picture(c: Context, services: Services): Promise<Response> {
  const found = await pictureOf(services, c.req.param('handle') ?? '');
  if (!found) return nothingAt(c);
  const current = c.req.query('v') === found.version;
  return new Response(new Uint8Array(found.bytes), {
    headers: {
      ...open,
      'content-type': found.mediaType,
      'cache-control': current ? 'public, max-age=31536000, immutable' : 'public, max-age=60',
      'content-security-policy': "default-src 'none'; sandbox",
    },
  });
}

const open = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

function answer(c: Context, body: string, contentType: string, status = 200): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = { ...open, etag, vary: 'accept', 'cache-control': status === 200 ? 'public, max-age=300' : 'no-store' };
  const known = (c.req.header('if-none-match') ?? '').split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
  if (status === 200 && known) return new Response(null, { status: 304, headers });
  return new Response(body, { status, headers: { ...headers, 'content-type': contentType } });
}

function nothingAt(c: Context): Response {
  const response = problemResponse(
    new VibeError('not_found', `There is nothing at ${c.req.path}`),
    c.res.headers.get('vibe-request-id') ?? '',
  );
  response.headers.set('access-control-allow-origin', '*');
  return response;
}
