import type { HostMessage } from '@vibe/shared';
import type { Answer, Host } from '../port/frame-end.ts';
import type { Boot } from './boot.ts';
import { makeProof } from './dpop.ts';
import type { flows } from './flows.ts';
import { FrameError } from './frame-error.ts';
import type { frameRoutes } from './frame-routes.ts';
import { keptState, seenState } from './seen.ts';
import type { ServerClock } from './server-clock.ts';
import { type SignInAsks, signInHere } from './sign-in-here.ts';
import { getStorageAccess } from './storage-access.ts';
import type { TokenKeeper } from './tokens.ts';

export interface FrameParts {
  readonly boot: Boot;
  readonly clock: ServerClock;
  readonly routes: ReturnType<typeof frameRoutes>;
  readonly tokens: TokenKeeper;
  readonly flows: ReturnType<typeof flows>;
}

type Answers = { readonly [T in HostMessage['type']]: (message: Extract<HostMessage, { type: T }>) => Promise<Answer> };

/** One answer for each message of vibe-auth/1. */
export function answers(parts: FrameParts, host: Host): Answers {
  const { boot, clock, routes, tokens, flows } = parts;
  const { server, app } = boot;
  let asking = new AbortController();

  return {
    async status({ scope: named }) {
      const scope = named || app.scopes.join(' ');
      const state = (await keptState(parts, scope)) ?? (await seenState(parts, { scope, origin: host.origin }));
      return { type: 'state', state };
    },
    async access({ scope: named }) {
      await getStorageAccess();
      return { type: 'state', state: await seenState(parts, { scope: named || app.scopes.join(' '), origin: host.origin }) };
    },
    async begin({ redirect_uri }) {
      const { state, code_challenge } = await flows.begin(redirect_uri);
      return { type: 'challenge', state, code_challenge, dpop_jkt: await tokens.thumbprint() };
    },
    async code({ code, state, iss }) {
      const { verifier, redirectUri } = await flows.finish(state, iss);
      return { type: 'token', token: await tokens.redeem({ code, iss, verifier, redirectUri }) };
    },
    async authorize({ scope, interactive, account }) {
      asking.abort();
      asking = new AbortController();
      const wantHeight = (height: number) => host.say({ type: 'ui', height });
      const asks = (what: SignInAsks) => host.say({ type: 'ui', asks: what });
      const here = { server, clientId: app.clientId, origin: host.origin, routes, tokens, wantHeight, asks };
      const token = await signInHere(here, { scope, interactive, account, cancelled: asking.signal });
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
