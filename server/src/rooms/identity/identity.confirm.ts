import { VibeError } from '@vibe/shared';
import type { PersonContext } from '../../platform/context.ts';
import { findOwnAccount } from './identity.accounts.store.ts';
import { hasJustRecovered, hasJustSignedIn } from './identity.fresh.ts';
import { networkKey } from './identity.network.ts';
import { authenticationOptions, notVerified, useChallenge, verifyAuthentication } from './identity.passkey-ceremonies.ts';
import type { AuthenticationResponse } from './identity.passkey-input.ts';
import { countUse, findCredential, listPasskeyRows } from './identity.passkeys.store.ts';
import { verifyPassword } from './identity.passwords.ts';
import { spendTry } from './identity.rate-limits.ts';
import { markConfirmed } from './identity.sessions.store.ts';
import { renewSession } from './identity.sessions.ts';

/** What someone who is signed in shows once more before what cannot be taken back lightly. */
export interface Proof {
  readonly password?: string | undefined;
  readonly passkey?: AuthenticationResponse | undefined;
}

export async function confirmOptions(ctx: PersonContext): Promise<PublicKeyCredentialRequestOptionsJSON> {
  await spendTry(ctx, 'passkeyChallengePerNetwork', networkKey(ctx.ip));
  const { did } = ctx.asker;
  return authenticationOptions(ctx, { purpose: 'confirm', did }, await listPasskeyRows(ctx.database.system, did));
}

/**
 * It is they: by their password or a passkey of theirs; who has neither, or came in by a recovery code, by a sign-in of the last minutes.
 * @throws {VibeError} invalid_credentials, rate_limited
 */
export async function confirmPerson(ctx: PersonContext, { password, passkey }: Proof): Promise<void> {
  const { did } = ctx.asker;
  await spendTry(ctx, 'confirmPerAccount', did);
  const account = await findOwnAccount(ctx.database.system, did);
  if (!account) throw new VibeError('not_found', 'This account no longer exists');
  if (passkey) return confirmPasskey(ctx, passkey);
  if (password === undefined && (await hasJustRecovered(ctx))) return;
  if (account.password_hash !== null) {
    if (await verifyPassword(account.password_hash, password ?? '')) return;
    throw new VibeError('invalid_credentials', 'The password is not right');
  }
  if (Number(account.passkeys) > 0) throw notVerified();
  if (await hasJustSignedIn(ctx)) return;
  throw new VibeError('invalid_credentials', 'Too much time has passed since you signed in', {
    hint: 'Sign in with a new link, or set a password first.',
  });
}

/** They may do for ten minutes what `requireConfirmed` guards, in this session, which goes on under new tokens. @throws {VibeError} invalid_credentials, rate_limited */
export async function confirmSession(ctx: PersonContext, proof: Proof): Promise<void> {
  await confirmPerson(ctx, proof);
  await markConfirmed(ctx.database.system, ctx.asker.did, ctx.asker.sessionId, ctx.clock.now());
  await renewSession(ctx);
}

async function confirmPasskey(ctx: PersonContext, response: AuthenticationResponse): Promise<void> {
  const { challenge, did } = await useChallenge(ctx, 'confirm', response.response.clientDataJSON);
  const credential = await findCredential(ctx.database.system, response.id);
  if (did !== ctx.asker.did || credential?.did !== did) throw notVerified();
  const use = await verifyAuthentication(ctx, challenge, response, credential);
  if (!(await countUse(ctx.database.system, response.id, { ...use, now: ctx.clock.now() }))) throw notVerified();
}
