import type { Context, Services } from '../../platform/context.ts';
import { type Cookies, type SessionTokens, sessionCookies, tokensIn } from './identity.cookies.ts';
import { sessionsPerBrowser } from './identity.limits.ts';
import { findByToken } from './identity.sessions.find.ts';
import type { FoundSession } from './identity.sessions.memory.ts';

/** One account of a browser, with what its cookies hold of it. */
export interface Kept extends FoundSession {
  readonly tokens: SessionTokens;
}

/** Who is signed in in one browser. The others are in the order in which they were active last. */
export interface BrowserAccounts {
  readonly active: Kept | undefined;
  readonly others: readonly Kept[];
}

/** What the page's cookie says counts; the frame's tokens are looked up beside it. */
export async function readBrowser(services: Services, cookies: Cookies): Promise<BrowserAccounts> {
  const frames = new Map<string, string>();
  for (const token of tokensIn(services.publicUrl, 'frame', cookies)) {
    const session = await findByToken(services, 'frame', token);
    if (session) frames.set(session.sessionId, token);
  }
  const [active, ...others] = await Promise.all(
    tokensIn(services.publicUrl, 'page', cookies).map(async (page): Promise<Kept | undefined> => {
      const session = await findByToken(services, 'page', page);
      return session && { ...session, tokens: { page, frame: frames.get(session.sessionId) ?? '' } };
    }),
  );
  return { active, others: others.filter((each) => each !== undefined) };
}

/**
 * Writes it into the cookies, before anything else is done: a request from elsewhere is refused here.
 * @returns who had to go, since a browser holds five
 */
export function keepBrowser(ctx: Context, { active, others }: BrowserAccounts): readonly Kept[] {
  const most = sessionsPerBrowser - (active ? 1 : 0);
  const kept = others.slice(0, most);
  const cookies = sessionCookies(
    ctx.publicUrl,
    active?.tokens,
    kept.map(({ tokens }) => tokens),
  );
  for (const cookie of cookies) ctx.setHeader('set-cookie', cookie);
  // FedCM's login status: is there anybody whom the browser could offer?
  ctx.setHeader('set-login', active || kept.length > 0 ? 'logged-in' : 'logged-out');
  return others.slice(most);
}

export const without = ({ active, others }: BrowserAccounts, gone: FoundSession): BrowserAccounts => ({
  active: active?.sessionId === gone.sessionId ? undefined : active,
  others: others.filter(({ sessionId }) => sessionId !== gone.sessionId),
});

/** That one is active from now on, and who was before is the first of the others. */
export const withActive = (browser: BrowserAccounts, active: Kept): BrowserAccounts => {
  const rest = without(browser, active);
  return { active, others: rest.active ? [rest.active, ...rest.others] : rest.others };
};
