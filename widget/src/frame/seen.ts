import type { Did, FrameState } from '@vibe/shared';
import type { Boot } from './boot.ts';
import type { frameRoutes } from './frame-routes.ts';
import type { TokenKeeper } from './tokens.ts';
import { provesVisibility } from './visibility.ts';

export interface Looking {
  readonly boot: Boot;
  readonly routes: ReturnType<typeof frameRoutes>;
  readonly tokens: TokenKeeper;
}

/** What the frame keeps: nothing is asked of the server, since this stands before every silent refresh. */
export async function keptState({ boot: { app }, tokens }: Looking, scope: string): Promise<FrameState | undefined> {
  const kept = await tokens.signIn();
  if (!kept) return undefined;
  // A token names what an API checks; the protocol's own scopes it leaves out.
  const has = new Set([...kept.scope.split(' '), 'openid', 'offline_access']);
  const missing = scope.split(' ').filter((each) => !has.has(each));
  return {
    ...always({ boot: { app }, tokens }),
    signed_in: true,
    account: kept.profile,
    silent: false,
    missing,
    one_tap: provesVisibility(),
  };
}

/** What the server sees by the cookies that the browser lets through. */
export async function seenState(looking: Looking, { scope, origin, account }: Sight): Promise<FrameState> {
  const { boot, routes } = looking;
  const status = await routes.status({ client_id: boot.app.clientId, scope, origin, ...(account !== undefined && { account }) });
  const { known, silent, missing } = status;
  return {
    ...always(looking),
    signed_in: false,
    account: status.account,
    ...(known.length > 0 && { accounts: known }),
    silent,
    missing,
    one_tap: status.one_tap && provesVisibility(),
  };
}

export interface Sight {
  readonly scope: string;
  /** Of the page around the frame. */
  readonly origin: string;
  readonly account?: Did;
}

const always = ({ boot: { app }, tokens }: { boot: Pick<Boot, 'app'>; tokens: TokenKeeper }) => ({
  app: { name: app.name, redirect_uris: app.redirectUris, scopes: app.scopes },
  ...(tokens.blocked && { storage: 'blocked' as const }),
});
