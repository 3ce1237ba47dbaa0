import type { FrameState, HostMessage } from '@vibe/shared';
import type { Answer, Host } from '../port/frame-end.ts';
import type { Boot } from './boot.ts';
import { makeProof } from './dpop.ts';
import type { flows } from './flows.ts';
import { FrameError } from './frame-error.ts';
import type { frameRoutes } from './frame-routes.ts';
import type { ServerClock } from './server-clock.ts';
import { signInHere } from './sign-in-here.ts';
import type { TokenKeeper } from './tokens.ts';
import { provesVisibility } from './visibility.ts';

export interface FrameParts {
  readonly boot: Boot;
  readonly clock: ServerClock;
  readonly routes: ReturnType<typeof frameRoutes>;
  readonly tokens: TokenKeeper;
  readonly flows: ReturnType<typeof flows>;
}

type Answers = { readonly [T in HostMessage['type']]: (message: Extract<HostMessage, { type: T }>) => Promise<Answer> };

/** One answer for each message of vibe-auth/1. */
export function answers({ boot, clock, routes, tokens, flows }: FrameParts, host: Host): Answers {
  const { server, app } = boot;
  let asking = new AbortController();

  return {
    async status({ scope: named }) {
      const scope = named || app.scopes.join(' ');
      const of = { name: app.name, redirect_uris: app.redirectUris, scopes: app.scopes };
      const kept = await tokens.signIn();
      if (kept) {
        // A token names what an API checks; the protocol's own scopes it leaves out.
        const has = new Set([...kept.scope.split(' '), 'openid', 'offline_access']);
        const missing = scope.split(' ').filter((each) => !has.has(each));
        // Nothing asked of the server: this stands before every silent refresh.
        return { type: 'state', state: { signed_in: true, account: kept.profile, missing, one_tap: provesVisibility(), app: of } };
      }
      const { account, missing, one_tap } = await routes.status(app.clientId, scope, host.origin);
      const state: FrameState = { signed_in: false, account, missing, one_tap: one_tap && provesVisibility(), app: of };
      return { type: 'state', state };
    },
    async begin({ redirect_uri }) {
      const { state, code_challenge } = await flows.begin(redirect_uri);
      return { type: 'challenge', state, code_challenge, dpop_jkt: await tokens.thumbprint() };
    },
    async code({ code, state, iss }) {
      const { verifier, redirectUri } = await flows.finish(state, iss);
      return { type: 'token', token: await tokens.redeem({ code, iss, verifier, redirectUri }) };
    },
    async authorize({ scope, interactive }) {
      asking.abort();
      asking = new AbortController();
      const wantHeight = (height: number) => host.say({ type: 'ui', height });
      const here = { server, clientId: app.clientId, origin: host.origin, routes, tokens, wantHeight };
      const token = await signInHere(here, { scope, interactive, cancelled: asking.signal });
      return token === 'elsewhere' ? { type: 'ui', popup_required: true } : { type: 'token', token };
    },
    refresh: async () => ({ type: 'token', token: await tokens.refresh() }),
    async sign({ htm, htu, ath }) {
      if (!(await tokens.signIn())) throw new FrameError('not_signed_in', 'Nobody is signed in here.');
      return { type: 'proof', proof: await makeProof(await tokens.key(), { htm, htu, ath, iat: clock.now() }) };
    },
    async logout() {
      await tokens.signOut();
      return { type: 'done' };
    },
    async cancel() {
      asking.abort();
      return { type: 'done' };
    },
  };
}
