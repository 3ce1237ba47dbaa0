import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { type Did, limits, VibeError } from '@vibe/shared';
import { type Context, Hono } from 'hono';
import type { Services } from '../platform/context.ts';
import { importTooLarge, ownExport, ownImport } from '../rooms/account/index.ts';
import { authenticate } from './authenticate.ts';
import { cookiesOf, pathOf } from './request.ts';
import { resourceSecurityHeaders } from './security-headers.ts';

type Env = { Bindings: { incoming: IncomingMessage; outgoing: ServerResponse } };

/** What is too large for a procedure: a person's own data, out and in. Only from this server's own pages, with the session of whom it is about. */
export function accountRoutes(services: Services): Hono<Env> {
  const app = new Hono<Env>();

  app.get('/account/export', async (c) => {
    const did = await personOf(services, c);
    const { handle, appId, text } = await ownExport(services, did, c.req.query('ticket') ?? '');
    const day = services.clock.now().toISOString().slice(0, 10);
    return new Response(Readable.toWeb(Readable.from(encoded(text))) as ReadableStream<Uint8Array>, {
      headers: {
        ...resourceSecurityHeaders(services.publicUrl),
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': `attachment; filename="vibe-${[handle, appId, day].filter(Boolean).join('-')}.ndjson"`,
        'cache-control': 'no-store',
      },
    });
  });

  app.post('/account/import', async (c) => {
    const did = await personOf(services, c);
    // A form of another site cannot send this type without asking first (CORS).
    if (c.req.header('content-type') !== 'application/x-ndjson')
      throw new VibeError('bad_request', 'The body must be application/x-ndjson');
    if (Number(c.req.header('content-length') ?? 0) > limits.importBytes) throw importTooLarge();
    const report = await ownImport(services, did, c.env.incoming);
    return c.json(report, 200, { 'cache-control': 'no-store' });
  });
  return app;
}

async function personOf(services: Services, c: Context<Env>): Promise<Did> {
  const { incoming } = c.env;
  const { method = 'GET', headers } = incoming;
  const asker = await authenticate(services, { method, url: services.publicUrl + pathOf(incoming), headers, cookies: cookiesOf(incoming) });
  if (asker.kind === 'person') return asker.did;
  throw new VibeError('not_signed_in', 'This needs you to be signed in, on your account page', { hint: 'Sign in, then try again.' });
}

async function* encoded(text: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const each of text) yield encoder.encode(each);
}
