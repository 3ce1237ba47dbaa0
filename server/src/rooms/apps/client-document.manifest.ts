import { type AppManifest, type AppManifestInput, defaultScopes, isLoopbackHost, parseScope, VibeError } from '@vibe/shared';
import { z } from 'zod';
import { checkedManifest } from './manifest.ts';

/** The members that are read (RFC 7591 §2 names); others are ignored, as the RFC says. `vibe` carries what a pushed manifest has besides. */
const clientDocument = z.object({
  client_id: z.string(),
  client_name: z.string(),
  client_uri: z.url().optional(),
  logo_uri: z.url().optional(),
  policy_uri: z.url().optional(),
  tos_uri: z.url().optional(),
  redirect_uris: z.array(z.string()).max(20).default([]),
  backchannel_logout_uri: z.string().optional(),
  scope: z.string().optional(),
  token_endpoint_auth_method: z.literal('none').default('none'),
  client_secret: z.undefined().optional(),
  vibe: z
    .object({
      ...{ description: z.unknown(), origins: z.array(z.string()).max(20), purposes: z.unknown(), collections: z.unknown() },
      ...{ optional: z.unknown(), consentDays: z.unknown() },
    })
    .partial()
    .optional(),
});

/**
 * A client-id metadata document as a manifest. Its origins and redirect URIs must be on the host that serves the document, or below it: the
 * document proves that host and nothing else.
 * @throws {VibeError} bad_request, or a ZodError
 */
export function toManifest(clientId: string, appId: string, input: unknown): AppManifest {
  const document = clientDocument.parse(input);
  if (document.client_id !== clientId) throw new VibeError('bad_request', 'client_id in the document is not its address');
  const home = new URL(clientId);
  const origins = document.vibe?.origins ?? [...new Set([home.origin, ...document.redirect_uris.map(originOf)])];
  for (const address of [...origins, ...document.redirect_uris]) {
    if (!isOnSite(home, address)) throw new VibeError('bad_request', `${address} is not on ${home.hostname}, which serves the document`);
  }
  const scopes = document.scope === undefined ? [...defaultScopes] : parseScope(document.scope).known;
  const { description, purposes, collections, optional, consentDays } = document.vibe ?? {};
  return checkedManifest({
    id: appId,
    name: document.client_name,
    ...(description !== undefined && { description }),
    ...(document.client_uri !== undefined && { homepage: document.client_uri }),
    ...(document.logo_uri !== undefined && { icon: document.logo_uri }),
    ...(document.policy_uri !== undefined && { privacyPolicy: document.policy_uri }),
    ...(document.tos_uri !== undefined && { terms: document.tos_uri }),
    origins,
    redirectUris: document.redirect_uris,
    ...(document.backchannel_logout_uri !== undefined && { backchannelLogoutUri: document.backchannel_logout_uri }),
    scopes,
    ...(purposes !== undefined && { purposes }),
    ...(collections !== undefined && { collections }),
    ...(optional !== undefined && { optional }),
    ...(consentDays !== undefined && { consentDays }),
  } as AppManifestInput);
}

function isOnSite(home: URL, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (isLoopbackHost(home.hostname)) return isLoopbackHost(url.hostname);
  return url.protocol === home.protocol && (url.hostname === home.hostname || url.hostname.endsWith(`.${home.hostname}`));
}

const originOf = (address: string): string => (URL.canParse(address) ? new URL(address).origin : address);
