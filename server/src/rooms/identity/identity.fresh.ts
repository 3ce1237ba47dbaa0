import type { PersonContext } from '../../platform/context.ts';
import { lifetimes } from './identity.limits.ts';
import { listSessions, type SignInMeans } from './identity.sessions.ts';

/** Did the asker sign in no longer ago than counts as showing who they are? By any means, or by the one named. */
export async function hasJustSignedIn(ctx: PersonContext, how?: SignInMeans): Promise<boolean> {
  const session = (await listSessions(ctx, ctx.asker.did, ctx.asker.sessionId)).find((each) => each.current);
  if (!session || (how !== undefined && session.how !== how)) return false;
  return ctx.clock.now().getTime() - session.createdAt.getTime() < lifetimes.freshSession * 1000;
}

/** Whoever had to use a recovery code, or the letter of a recovery, has lost what would be asked of them. */
export const hasJustRecovered = async (ctx: PersonContext): Promise<boolean> =>
  (await hasJustSignedIn(ctx, 'recovery_code')) || (await hasJustSignedIn(ctx, 'email_recovery'));
