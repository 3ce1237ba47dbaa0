import { createHmac } from 'node:crypto';
import { type Did, VibeError } from '@vibe/shared';
import type { Context, PersonContext, Services } from '../../platform/context.ts';
import { lockAccount } from './identity.accounts.store.ts';
import { type Me, ownAccount } from './identity.accounts.ts';
import { confirmPerson, type Proof } from './identity.confirm.ts';
import { stopRecoveries } from './identity.email-proofs.store.ts';
import { hasJustRecovered } from './identity.fresh.ts';
import { recoveryCodesAtOnce } from './identity.limits.ts';
import { networkKey } from './identity.network.ts';
import { forgiveTries, spendTries } from './identity.rate-limits.ts';
import { countRecoveryCodes, replaceRecoveryCodes, takeRecoveryCode } from './identity.recovery.store.ts';
import { plainRecoveryCode, recoveryCodeFrom } from './identity.recovery-code.ts';
import { startSession } from './identity.sessions.ts';

/** What is known of someone's recovery codes once they are made: nobody can read them again. */
export interface RecoveryCodes {
  /** That still work. */
  readonly left: number;
  readonly madeAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** They came in by one a moment ago: for a while neither a password nor a passkey is asked of them. */
  readonly justRecovered: boolean;
}

export async function recoveryCodes(ctx: PersonContext): Promise<RecoveryCodes> {
  const { left, created_at, used_at } = await countRecoveryCodes(ctx.database.system, ctx.asker.did);
  return { left: Number(left), madeAt: created_at, lastUsedAt: used_at, justRecovered: await hasJustRecovered(ctx) };
}

/**
 * Ten new codes, shown this once; those before end.
 * @throws {VibeError} invalid_credentials when it is not they who ask; rate_limited
 */
export async function renewRecoveryCodes(ctx: PersonContext, proof: Proof): Promise<{ codes: string[]; state: RecoveryCodes }> {
  await confirmPerson(ctx, proof);
  const { did } = ctx.asker;
  const { handle } = await ownAccount(ctx, did);
  const codes = Array.from({ length: recoveryCodesAtOnce }, () => recoveryCodeFrom(ctx.clock.randomBytes(10)));
  const hashes = codes.map((code) => hashed(ctx, handle, code));
  await ctx.database.system.transaction().execute(async (tx) => {
    await lockAccount(tx, did); // of two who renew at once, one has the ten that work
    await replaceRecoveryCodes(tx, did, hashes, ctx.clock.now());
  });
  return { codes, state: await recoveryCodes(ctx) };
}

/**
 * Signs in with one of the ten, which ends with it. Guesses count together with those of passwords. One answer, after the same work, for a wrong
 * code, a used one and a handle that nobody has.
 * @throws {VibeError} invalid_credentials, rate_limited
 */
export async function useRecoveryCode(ctx: Context, input: { readonly handle: string; readonly code: string }): Promise<Me> {
  const handle = input.handle.trim().toLowerCase();
  const network = networkKey(ctx.ip);
  await spendTries(ctx, { signInPerNetwork: network, signInPerHandleAndNetwork: `${handle} ${network}`, signInPerHandle: handle });
  const taken = await takeRecoveryCode(ctx.database.system, hashed(ctx, handle, input.code), ctx.clock.now());
  if (!taken)
    throw new VibeError('invalid_credentials', 'The handle or the recovery code is not right', {
      hint: 'Check both. A code works once.',
    });
  await forgiveTries(ctx, 'signInPerHandleAndNetwork', `${handle} ${network}`);
  await stopRecoveries(ctx.database.system, { did: taken.did });
  await startSession(ctx, taken.did as Did, 'recovery_code');
  return ownAccount(ctx, taken.did as Did);
}

/** Over the handle as well, which never changes: so the hash alone finds whose it is, and a code works for nobody else. */
const hashed = (services: Services, handle: string, code: string): string =>
  createHmac('sha256', services.sealer.derive('recovery-codes/1'))
    .update(`${handle}\n${plainRecoveryCode(code)}`)
    .digest('base64url');
