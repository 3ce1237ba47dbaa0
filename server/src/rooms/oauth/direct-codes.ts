import { parseScope, type Scope, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { type App, findApp } from '../apps/index.ts';
import type { FoundSession } from '../identity/index.ts';
import { authorizationServer } from './authorization-server.ts';
import { signedInAt } from './engine-session.ts';
import { makeGrant } from './grants.ts';
import { sessionName } from './session-name.ts';

/** What a code without a visit to the authorization endpoint is bound to: a challenge (S256, RFC 7636 §4.2) and a key (RFC 9449 §10), both of the frame. */
export interface CodeBinding {
  readonly code_challenge: string;
  readonly dpop_jkt: string;
  /** What the token request of such a code must name. */
  readonly redirectUri: string;
}

/** A code for scopes that are all consented to. @throws {VibeError} consent_required, unknown_app */
export async function mintCode(
  services: Services,
  session: FoundSession,
  app: App,
  scopes: readonly Scope[],
  binding: CodeBinding,
): Promise<string> {
  const { provider } = await authorizationServer(services).engine();
  const { did, sessionId } = session;
  const client = await provider.Client.find(app.clientId);
  if (!client) throw new VibeError('unknown_app', 'The app is not registered here any more');
  const grantId = await makeGrant(services, provider, { did, app, sessionId, scopes });
  const code = new provider.AuthorizationCode({
    accountId: did,
    client,
    grantId,
    scope: scopes.join(' '),
    resource: services.publicUrl,
    redirectUri: binding.redirectUri,
    codeChallenge: binding.code_challenge,
    codeChallengeMethod: 'S256',
    dpopJkt: binding.dpop_jkt,
    authTime: await signedInAt(services, session),
    gty: 'authorization_code',
    ...(app.manifest.backchannelLogoutUri !== undefined && { sid: sessionName(services, sessionId, app.id) }),
    expiresWithSession: false,
  } as ConstructorParameters<typeof provider.AuthorizationCode>[0]);
  return code.save();
}

/** @throws {VibeError} unknown_app, bad_request when no scope is asked, or one that the manifest does not declare */
export async function readRequest(services: Services, clientId: string, scope: string): Promise<{ app: App; asked: Scope[] }> {
  const app = await findApp(services, clientId);
  if (!app) throw new VibeError('unknown_app', 'No app is registered here under this client_id');
  const { known, unknown } = parseScope(scope);
  const wrong = [...unknown, ...known.filter((each) => !app.manifest.scopes.includes(each))];
  if (wrong.length > 0) throw new VibeError('bad_request', `${app.name} has not declared ${wrong.join(' ')} in its manifest`);
  if (known.length === 0) throw new VibeError('bad_request', 'At least one scope must be asked for');
  return { app, asked: known };
}
