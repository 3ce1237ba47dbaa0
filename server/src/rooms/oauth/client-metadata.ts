import { fedcmRedirectUri, popupRedirectUri } from '@vibe/shared';
import type { AdapterPayload } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { type App, findApp } from '../apps/index.ts';

/** An app as the engine knows clients (RFC 7591): public, codes and refresh tokens only. */
export async function findClientMetadata(services: Services, clientId: string): Promise<AdapterPayload | undefined> {
  const app = await findApp(services, clientId);
  // An app of a document has one client id: its address.
  return app && app.clientId === clientId ? toClientMetadata(services.publicUrl, app) : undefined;
}

const toClientMetadata = (publicUrl: string, app: App): AdapterPayload => ({
  client_id: app.clientId,
  client_name: app.name,
  application_type: 'web',
  token_endpoint_auth_method: 'none',
  redirect_uris: [
    ...app.redirectUris,
    ...app.origins.flatMap((origin) => [popupRedirectUri(publicUrl, origin), fedcmRedirectUri(publicUrl, origin)]),
  ],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token'],
  id_token_signed_response_alg: 'ES256',
  ...(app.manifest.backchannelLogoutUri !== undefined && {
    backchannel_logout_uri: app.manifest.backchannelLogoutUri,
    // What puts `sid` into its ID tokens.
    backchannel_logout_session_required: true,
  }),
  vibe_origins: app.origins,
});

/** Where a person may be sent after signing out: where sign-ins come back to, and the start pages. */
export const postLogoutUris = (app: App): readonly string[] => [...app.redirectUris, ...app.origins.map((origin) => `${origin}/`)];
