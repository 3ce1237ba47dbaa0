import type { AnswerTo } from './frame-link.ts';

export interface AuthorizeRequest {
  readonly server: string;
  readonly app: string;
  readonly scope: string;
  readonly redirectUri: string;
  readonly challenge: AnswerTo<'begin'>;
}

/** @see RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 9449 §10 */
export function authorizeUrl({ server, app, scope, redirectUri, challenge }: AuthorizeRequest): string {
  const url = new URL('/oauth/authorize', server);
  url.search = new URLSearchParams({
    client_id: app,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state: challenge.state,
    code_challenge: challenge.code_challenge,
    code_challenge_method: 'S256',
    dpop_jkt: challenge.dpop_jkt,
  }).toString();
  return url.href;
}
