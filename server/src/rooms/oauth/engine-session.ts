import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { type FoundSession, listSessions } from '../identity/index.ts';
import { lifetimes } from './oauth.limits.ts';
import { sessionFor } from './request.ts';

/**
 * The engine has a session of its own. Before each authorization it is made to say what Vibe's session says: the same person, signed in at the
 * same time, or nobody; of several accounts in the browser the one that is hinted at. Then no sign-in step is needed where someone is signed in, `prompt=none` tells
 * the truth, and changing the account in another tab cannot mix two people.
 */
export async function alignEngineSession(services: Services, provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const ctx = provider.createContext(req, res);
  const [mine, engine] = await Promise.all([
    sessionFor(services, req, Object.fromEntries(new URL(req.url ?? '', services.publicUrl).searchParams)),
    provider.Session.get(ctx as never),
  ]);
  const loginTs = mine && (await signedInAt(services, mine));
  if (engine.accountId === mine?.did && engine.loginTs === loginTs) return;
  const name = provider.cookieName('session');
  if (engine.accountId !== undefined) await engine.destroy();
  req.headers.cookie = without(req.headers.cookie, name);
  if (!mine) return;
  const session = new provider.Session();
  Object.assign(session, { accountId: mine.did, loginTs });
  await session.save(lifetimes.engineSession);
  // The engine reads it from this request, and sets it on the response itself.
  const pair = `${name}=${session.jti}`;
  const { keys } = ctx.cookies as unknown as { keys: { sign(text: string): string } };
  const signature = keys.sign(pair);
  req.headers.cookie = [req.headers.cookie, pair, `${name}.sig=${signature}`].filter(Boolean).join('; ');
}

/** Seconds since 1970. */
export async function signedInAt(services: Services, { did, sessionId }: FoundSession): Promise<number> {
  const session = (await listSessions(services, did, sessionId)).find((each) => each.current);
  return Math.floor((session?.createdAt ?? services.clock.now()).getTime() / 1_000);
}

const without = (header: string | undefined, name: string): string =>
  (header ?? '')
    .split(';')
    .filter((pair) => !pair.trim().startsWith(`${name}=`) && !pair.trim().startsWith(`${name}.sig=`))
    .join(';');
