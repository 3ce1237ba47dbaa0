import { type Did, VibeError } from '@vibe/shared';
import type { Context, PersonContext, Services } from '../../platform/context.ts';
import { findOwnAccount, lockAccount } from './identity.accounts.store.ts';
import { createAccountWith, handleTaken, type Me, ownAccount } from './identity.accounts.ts';
import { deviceName } from './identity.device.ts';
import { stopRecoveries } from './identity.email-proofs.store.ts';
import { listAddresses } from './identity.emails.store.ts';
import { requireConfirmed } from './identity.fresh.ts';
import { passkeysPerAccount } from './identity.limits.ts';
import { networkKey } from './identity.network.ts';
import {
  authenticationOptions,
  notVerified,
  registrationOptions,
  useChallenge,
  verifyAuthentication,
  verifyRegistration,
} from './identity.passkey-ceremonies.ts';
import type { AuthenticationResponse, RegistrationResponse } from './identity.passkey-input.ts';
import { countUse, deletePasskey, findCredential, insertPasskey, listPasskeyRows, renamePasskeyRow } from './identity.passkeys.store.ts';
import { mayRemovePasskey } from './identity.policy.ts';
import { spendTry } from './identity.rate-limits.ts';
import { startSession } from './identity.sessions.ts';
import { isHandleFree } from './identity.sign-in.ts';

/** One line of the list of passkeys. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** Synced by its maker, so it survives the loss of the device. */
  readonly backedUp: boolean;
}

interface Registration {
  readonly response: RegistrationResponse;
  readonly passkeyName?: string | undefined;
}

/** The first half of signing up with nothing but a passkey. @throws {VibeError} handle_taken, rate_limited */
export async function passkeySignUpOptions(ctx: Context, { handle, name }: { readonly handle: string; readonly name: string }) {
  await spendTry(ctx, 'signUpPerNetwork', networkKey(ctx.ip));
  if (!(await isHandleFree(ctx, handle))) throw handleTaken(handle);
  const webauthnUser = ctx.clock.randomText(32);
  return registrationOptions(ctx, { purpose: 'sign_up', handle, name, webauthnUser }, { handle, name, webauthnUser }, []);
}

/** The second half: account, DID and passkey come about together. @throws {VibeError} invalid_credentials, handle_taken */
export async function passkeySignUp(ctx: Context, { response, passkeyName }: Registration): Promise<Me> {
  const { challenge, handle, name, webauthn_user } = await useChallenge(ctx, 'sign_up', response.response.clientDataJSON);
  if (handle === null || name === null || webauthn_user === null) throw notVerified();
  const credential = await verifyRegistration(ctx, challenge, response);
  const { did } = await createAccountWith(ctx, { handle, name }, webauthn_user, async (tx, newDid) => {
    if (!(await insertPasskey(tx, passkeyRow(ctx, newDid, credential, { response, passkeyName })))) throw notVerified();
  });
  await startSession(ctx, did, 'sign_up');
  return ownAccount(ctx, did);
}

export async function passkeySignInOptions(ctx: Context) {
  await spendTry(ctx, 'passkeyChallengePerNetwork', networkKey(ctx.ip));
  return authenticationOptions(ctx);
}

/** @throws {VibeError} invalid_credentials, also for a key that was cloned. */
export async function passkeySignIn(ctx: Context, response: AuthenticationResponse): Promise<Me> {
  await spendTry(ctx, 'signInPerNetwork', networkKey(ctx.ip));
  const { challenge } = await useChallenge(ctx, 'sign_in', response.response.clientDataJSON);
  const credential = await findCredential(ctx.database.system, response.id);
  if (!credential || (response.response.userHandle ?? credential.webauthn_user) !== credential.webauthn_user) throw notVerified();
  const use = await verifyAuthentication(ctx, challenge, response, credential);
  if (!(await countUse(ctx.database.system, response.id, { ...use, now: ctx.clock.now() }))) throw notVerified();
  // Who still has a passkey has not lost every way in: what a mailbox has begun ends.
  await stopRecoveries(ctx.database.system, { did: credential.did });
  await startSession(ctx, credential.did as Did, 'passkey');
  return ownAccount(ctx, credential.did as Did);
}

/** The first half of adding a passkey to one's account; authenticators that hold one already say so. @throws {VibeError} confirmation_required */
export async function passkeyAddOptions(ctx: PersonContext) {
  const { did } = ctx.asker;
  await requireConfirmed(ctx);
  await spendTry(ctx, 'passkeyChallengePerNetwork', networkKey(ctx.ip));
  const account = await findOwnAccount(ctx.database.system, did);
  if (!account) throw new VibeError('not_found', 'This account no longer exists');
  const { handle, name, webauthn_user: webauthnUser } = account;
  const there = await listPasskeyRows(ctx.database.system, did);
  return registrationOptions(ctx, { purpose: 'add', did }, { handle, name, webauthnUser }, there);
}

/** @throws {VibeError} invalid_credentials; bad_request when there are twenty already */
export async function passkeyAdd(ctx: PersonContext, registration: Registration): Promise<Passkey> {
  const { did } = ctx.asker;
  const { challenge, did: challenged } = await useChallenge(ctx, 'add', registration.response.response.clientDataJSON);
  if (challenged !== did) throw notVerified();
  const credential = await verifyRegistration(ctx, challenge, registration.response);
  const row = passkeyRow(ctx, did, credential, registration);
  await ctx.database.system.transaction().execute(async (tx) => {
    await lockAccount(tx, did);
    if ((await listPasskeyRows(tx, did)).length >= passkeysPerAccount)
      throw new VibeError('bad_request', `An account has at most ${passkeysPerAccount} passkeys`);
    if (!(await insertPasskey(tx, row))) throw new VibeError('already_exists', 'This passkey is registered already');
  });
  return { id: row.id, name: row.name, createdAt: row.createdAt, lastUsedAt: null, backedUp: row.backedUp };
}

export const listPasskeys = (ctx: PersonContext): Promise<Passkey[]> => passkeysOf(ctx, ctx.asker.did);

export const passkeysOf = async (services: Services, did: Did): Promise<Passkey[]> =>
  (await listPasskeyRows(services.database.system, did)).map(passkeyFrom);

/** @throws {VibeError} not_found */
export async function renamePasskey(ctx: PersonContext, { id, name }: { readonly id: string; readonly name: string }): Promise<Passkey> {
  const row = await renamePasskeyRow(ctx.database.system, ctx.asker.did, id, name);
  if (!row) throw noSuchPasskey();
  return passkeyFrom(row);
}

/** @throws {VibeError} confirmation_required; not_found; forbidden for the last means of sign-in */
export async function removePasskey(ctx: PersonContext, id: string): Promise<void> {
  const { did } = ctx.asker;
  await requireConfirmed(ctx);
  await ctx.database.system.transaction().execute(async (tx) => {
    // The lock makes two removals at once see each other: both could otherwise think the other's passkey stays.
    const account = await lockAccount(tx, did);
    const passkeys = await listPasskeyRows(tx, did);
    if (!account || !passkeys.some((each) => each.id === id)) throw noSuchPasskey();
    const [address] = await listAddresses(tx, did, ctx.clock.now());
    const emailSignsIn = ctx.mailer !== undefined && address?.signs_in === true;
    if (!mayRemovePasskey({ hasPassword: account.password_hash !== null, passkeys: passkeys.length, emailSignsIn })) throw lastMeans();
    await deletePasskey(tx, did, id);
  });
}

type Credential = Awaited<ReturnType<typeof verifyRegistration>>;
const passkeyRow = (ctx: Context, did: Did, credential: Credential, { response, passkeyName }: Registration) => ({
  ...credential,
  did,
  name: passkeyName ?? deviceName(ctx.userAgent),
  transports: response.response.transports ?? [],
  createdAt: ctx.clock.now(),
});

type PasskeyRow = Awaited<ReturnType<typeof listPasskeyRows>>[number];
const passkeyFrom = (row: PasskeyRow): Passkey => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  backedUp: row.backed_up,
});

const noSuchPasskey = (): VibeError => new VibeError('not_found', 'You have no such passkey');
const lastMeans = (): VibeError =>
  new VibeError('forbidden', 'This passkey is the only way into your account', { hint: 'Set a password or add another passkey first.' });
