import type { Services } from '../../platform/context.ts';
import { authorizationServer } from './authorization-server.ts';
import type { LogoutNotice } from './logout-notices.store.ts';
import { backchannelLogout } from './oauth.limits.ts';
import { sessionName } from './session-name.ts';
import { signJwt } from './sign-jwt.ts';

/** A logout token (OpenID Connect Back-Channel Logout 1.0 §2.4): whose session at this app has ended. It has no nonce, so that nobody takes it for an ID token. */
export async function logoutToken(services: Services, clientId: string, notice: LogoutNotice): Promise<string> {
  const { keys } = await authorizationServer(services).engine();
  const iat = Math.floor(services.clock.now().getTime() / 1_000);
  return signJwt(keys.signing, 'logout+jwt', {
    iss: services.publicUrl,
    aud: clientId,
    sub: notice.owner_did,
    sid: sessionName(services, notice.session_id, notice.app_id),
    jti: notice.id,
    iat,
    exp: iat + backchannelLogout.tokenSeconds,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  });
}
