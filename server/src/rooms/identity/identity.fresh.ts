import { VibeError } from '@vibe/shared';
import type { PersonContext } from '../../platform/context.ts';
import { findOwnAccount } from './identity.accounts.store.ts';
import { lifetimes } from './identity.limits.ts';
import { listSessions, type Session, type SignInMeans } from './identity.sessions.ts';

/** Did the asker sign in no longer ago than counts as showing who they are? By any means, or by the one named. */
export async function hasJustSignedIn(ctx: PersonContext, how?: SignInMeans): Promise<boolean> {
  const session = (await listSessions(ctx, ctx.asker.did, ctx.asker.sessionId)).find((each) => each.current);
  if (!session || (how !== undefined && session.how !== how)) return false;
  return ctx.clock.now().getTime() - session.createdAt.getTime() < lifetimes.freshSession * 1000;
}

/** Whoever had to use a recovery code, or the letter of a recovery, has lost what would be asked of them. */
export const hasJustRecovered = async (ctx: PersonContext): Promise<boolean> =>
  (await hasJustSignedIn(ctx, 'recovery_code')) || (await hasJustSignedIn(ctx, 'email_recovery'));

/** What proves more than that somebody reads a mailbox or was handed a link. */
const shown: readonly SignInMeans[] = ['password', 'passkey', 'sign_up', 'recovery_code', 'email_recovery'];

/**
 * Before what decides who can get in from now on, or takes everything along: a session that was left open, or taken over, is not enough. Whoever signed in a moment
 * ago by a password, a passkey or as a newcomer has shown who they are; so has who did it again (`identity.confirm`). Who has neither password nor passkey cannot show
 * more than that they have just signed in.
 * @throws {VibeError} confirmation_required
 */
export async function requireConfirmed(ctx: PersonContext): Promise<void> {
  const session = (await listSessions(ctx, ctx.asker.did, ctx.asker.sessionId)).find((each) => each.current);
  if (session && isFresh(ctx, session.confirmedAt)) return;
  if (session && isFresh(ctx, session.createdAt) && (await isShown(ctx, session))) return;
  throw new VibeError('confirmation_required', 'Show once more that it is you', {
    hint: 'With your password or a passkey, then try again.',
  });
}

async function isShown(ctx: PersonContext, { how }: Session): Promise<boolean> {
  if (shown.includes(how)) return true;
  const account = await findOwnAccount(ctx.database.system, ctx.asker.did);
  return account !== undefined && account.password_hash === null && Number(account.passkeys) === 0;
}

const isFresh = ({ clock }: PersonContext, since: Date | null): boolean =>
  since !== null && clock.now().getTime() - since.getTime() < lifetimes.freshSession * 1000;
