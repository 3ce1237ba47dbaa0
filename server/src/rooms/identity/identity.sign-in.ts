import { type Did, handle as handleSchema, VibeError } from '@vibe/shared';
import type { Context, PersonContext, Services } from '../../platform/context.ts';
import { findOwnAccount, findPasswordHash, replacePasswordHash } from './identity.accounts.store.ts';
import { createAccountWith, handleTaken, type Me, ownAccount, refuseWeakPassword } from './identity.accounts.ts';
import { publishedAt } from './identity.dids.ts';
import { listAddresses } from './identity.emails.store.ts';
import { hasJustRecovered, requireConfirmed } from './identity.fresh.ts';
import { networkKey } from './identity.network.ts';
import { hashPassword, verifyPassword } from './identity.passwords.ts';
import { isReservedHandle } from './identity.policy.ts';
import { forgiveTries, spendTries, spendTry } from './identity.rate-limits.ts';
import { endAllSessions, renewSession, startSession } from './identity.sessions.ts';

/** @throws {VibeError} handle_taken, weak_password, rate_limited */
export async function signUp(
  ctx: Context,
  input: { readonly handle: string; readonly name: string; readonly password: string },
): Promise<Me> {
  await spendTry(ctx, 'signUpPerNetwork', networkKey(ctx.ip));
  if (isReservedHandle(input.handle)) throw handleTaken(input.handle);
  const { did } = await createAccountWith(ctx, input, ctx.clock.randomText(32), async () => {});
  await startSession(ctx, did, 'sign_up');
  return ownAccount(ctx, did);
}

/** Could someone sign up under this handle now? Never again, once somebody had it. What a form asks while one types; the sign-up itself decides. */
export const isHandleFree = async (services: Services, handle: string): Promise<boolean> =>
  !isReservedHandle(handle) && (await publishedAt(services, `u/${handle}`)) === undefined;

/**
 * One answer, after the same time, for a wrong password, an account without one and a handle that nobody has.
 * @throws {VibeError} invalid_credentials, rate_limited
 */
export async function signIn(ctx: Context, input: { readonly handle: string; readonly password: string }): Promise<Me> {
  const handle = input.handle.trim().toLowerCase();
  const network = networkKey(ctx.ip);
  await spendTries(ctx, { signInPerNetwork: network, signInPerHandleAndNetwork: `${handle} ${network}`, signInPerHandle: handle });
  const account = handleSchema.safeParse(handle).success ? await findPasswordHash(ctx.database.system, handle) : undefined;
  const right = await verifyPassword(account?.password_hash ?? undefined, input.password);
  if (!account || !right)
    throw new VibeError('invalid_credentials', 'The handle or the password is not right', { hint: 'Check both, and try again.' });
  await forgiveTries(ctx, 'signInPerHandleAndNetwork', `${handle} ${network}`);
  await startSession(ctx, account.did as Did, 'password');
  return ownAccount(ctx, account.did as Did);
}

/**
 * Sets the first password, or replaces it given the one before, which is not asked of who has just come in by a recovery code; then every other session ends, since one of them may be why.
 * This one goes on under new tokens.
 * @throws {VibeError} confirmation_required for a first password; invalid_credentials when `current` is not the password of now; weak_password, rate_limited
 */
export async function setPassword(
  ctx: PersonContext,
  input: { readonly current?: string | undefined; readonly password: string },
): Promise<{ sessionsEnded: number }> {
  const { did, sessionId } = ctx.asker;
  const db = ctx.database.system;
  await spendTry(ctx, 'passwordPerAccount', did);
  const account = await findOwnAccount(db, did);
  if (!account) throw new VibeError('not_found', 'This account no longer exists');
  if (account.password_hash === null) await requireConfirmed(ctx);
  const asked = account.password_hash !== null && (input.current !== undefined || !(await hasJustRecovered(ctx)));
  if (asked && !(await verifyPassword(account.password_hash ?? undefined, input.current ?? ''))) throw wrongCurrent();
  const addresses = await listAddresses(db, did, ctx.clock.now());
  await refuseWeakPassword(input.password, { ...account, addresses: addresses.map(({ address }) => address) });
  if (!(await replacePasswordHash(db, did, account.password_hash, await hashPassword(input.password)))) throw wrongCurrent();
  await renewSession(ctx);
  return { sessionsEnded: await endAllSessions(ctx, did, sessionId) };
}

const wrongCurrent = (): VibeError => new VibeError('invalid_credentials', 'The current password is not right');
