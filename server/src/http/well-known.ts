import { scopes } from '@vibe/shared';
import { Hono } from 'hono';
import type { Services } from '../platform/context.ts';
import { fedcmDocuments } from './fedcm-routes.ts';

/** Metadata that is not the engine's: how a client that only knows the API finds the authorization server (RFC 9728 §2), and how a browser finds FedCM. */
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
  const { wellKnown, config } = fedcmDocuments(publicUrl);
  app.get('/.well-known/web-identity', (c) => c.json(wellKnown, 200, { 'cache-control': 'public, max-age=3600' }));
  app.get('/fedcm.json', (c) => c.json(config, 200, { 'cache-control': 'public, max-age=3600' }));
  return app;
}
