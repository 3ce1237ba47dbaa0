import { scopes } from '@vibe/shared';
import { Hono } from 'hono';
import type { Services } from '../platform/context.ts';

/** Metadata that is not the engine's: what a client that only knows the API needs in order to find the authorization server (RFC 9728 §2). */
export function wellKnownRoutes({ publicUrl }: Services): Hono {
  const app = new Hono();
  const resource = {
    resource: publicUrl,
    authorization_servers: [publicUrl],
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: ['ES256'],
    resource_name: 'Vibe',
  };
  app.get('/.well-known/oauth-protected-resource', (c) =>
    c.json(resource, 200, { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=3600' }),
  );
  return app;
}
