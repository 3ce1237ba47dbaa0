import type { AnswerTo } from './frame-link.ts';

export interface AuthorizeRequest {
  readonly server: string;
  readonly app: string;
  readonly scope: string;
  readonly redirectUri: string;
  readonly challenge: AnswerTo<'begin'>;
  readonly lang: string;
  /** Of whom is asked for; `'other'`: the person chooses. */
  readonly account: string | undefined;
}

/** @see RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 9449 §10; OpenID Connect Core §3.1.2.1 for `prompt`, `login_hint` and `ui_locales` */
export function authorizeUrl({ server, app, scope, redirectUri, challenge, lang, account }: AuthorizeRequest): string {
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
    ...(lang && { ui_locales: lang }),
    ...(account === 'other' ? { prompt: 'select_account' } : account && { login_hint: account }),
  }).toString();
  return url.href;
}
