import type { Did, Language, Profile } from '@vibe/shared';
import type { Context } from '../../platform/context.ts';
import { createAccountWith, handleTaken, type Me, ownAccount, profileOf } from './identity.accounts.ts';
import { addressKey, maskedAddress } from './identity.email-address.ts';
import { knownBrowser } from './identity.email-cookie.ts';
import { markProved, takeProof, takeProved } from './identity.email-proofs.store.ts';
import { codeOf, findProof, makeProof, overOrUsed, type ProofRequest, proofByCode, proofByLink } from './identity.email-proofs.ts';
import { recoverByEmail, tellOfRecovery } from './identity.email-recovery.ts';
import { type FoundAddress, findByAddress, insertAddress } from './identity.emails.store.ts';
import { addressTaken, type LetterOnItsWay, provideAddress } from './identity.emails.ts';
import { noteEvent } from './identity.events.ts';
import { type LetterKind, letterOf } from './identity.letters.ts';
import { lifetimes } from './identity.limits.ts';
import { networkKey } from './identity.network.ts';
import { keepOutbox, post, requireMailer } from './identity.outbox.ts';
import { isReservedHandle, safeContinue } from './identity.policy.ts';
import { spendTries } from './identity.rate-limits.ts';
import { startSession } from './identity.sessions.ts';

export interface LetterRequest {
  readonly address: string;
  /** In, or out of having lost every other way in. */
  readonly purpose: 'sign_in' | 'recover';
  readonly continueTo?: string | undefined;
  readonly lang: Language;
}

/**
 * Sends a letter to whatever address it is: with a way in when somebody has it, with a way to sign up when nobody does. The answer, the statements and the
 * letters are as many in either case, and nobody waits for the mail server.
 * @throws {VibeError} rate_limited; forbidden where no e-mail is sent
 */
export async function askByEmail(ctx: Context, { address, purpose, continueTo, lang }: LetterRequest): Promise<LetterOnItsWay> {
  requireMailer(ctx);
  const network = networkKey(ctx.ip);
  const key = addressKey(address);
  await spendTries(ctx, { emailPerNetwork: network, emailPerAddressAndNetwork: `${key} ${network}`, emailPerAddress: key });
  const found = await findByAddress(ctx.database.system, key);
  const { kind, ...request } = planOf(purpose, found);
  const proof = await ctx.database.system.transaction().execute(async (tx) => {
    const path = continueTo === undefined ? undefined : safeContinue(ctx.publicUrl, [], continueTo);
    const made = await makeProof(ctx, tx, { ...request, address: found?.address ?? address, continueTo: path });
    await tellOfRecovery(ctx, tx, purpose === 'recover' ? (found?.did ?? '') : '', { lang, proof: made });
    const text = letterOf(ctx, kind, lang, { handle: found?.handle, proof: made });
    await post(ctx, tx, [{ did: found?.did ?? null, to: found?.address ?? address, ...text, expiresAt: made.expiresAt }]);
    return made;
  });
  keepOutbox(ctx).look();
  return { id: proof.id };
}

/** Who asks to come in by an address that lets nobody in gets the way to recover in its place: that is what the address is for. */
function planOf(purpose: LetterRequest['purpose'], found: FoundAddress | undefined): Omit<ProofRequest, 'address'> & { kind: LetterKind } {
  if (!found) return { purpose: 'sign_up', did: null, kind: purpose === 'sign_in' ? 'sign_up' : 'nobody' };
  const { did } = found;
  if (purpose === 'sign_in')
    return found.signs_in ? { purpose, did, kind: 'sign_in' } : { purpose: 'sign_up', did: null, kind: 'not_by_email' };
  // Somebody who took the trouble to have these did not mean a mailbox to be enough.
  const hasMore = Number(found.passkeys) + Number(found.codes) > 0;
  return { purpose, did, stoppable: true, wait: hasMore ? lifetimes.recoveryWait : 0, kind: hasMore ? 'recover_later' : 'recover' };
}

/** What a letter's link is about, before anybody presses a button. Opening the page, as scanners of mail do, uses nothing up. */
export interface LetterLink {
  readonly purpose: ProofRequest['purpose'];
  readonly address: string;
  readonly profile: Profile | null;
  readonly opensAt: Date;
  /** In another browser than the one that asked: what to type there. Null: this is the one, and a button does it. */
  readonly code: string | null;
}

/** @throws {VibeError} invalid_credentials when it is unknown, used or expired */
export async function peekLetter(ctx: Context, token: string): Promise<LetterLink> {
  await spendTries(ctx, { emailProofPerNetwork: networkKey(ctx.ip) });
  const proof = await findProof(ctx, token);
  return {
    purpose: proof.purpose as LetterLink['purpose'],
    address: proof.address,
    profile: (proof.did === null ? undefined : await profileOf(ctx, proof.did as Did)) ?? null,
    opensAt: proof.opens_at,
    code: proof.here ? null : codeOf(ctx, proof.id),
  };
}

export type LetterProof = { readonly token: string } | { readonly id: string; readonly code: string };
export type LetterUsed =
  | { readonly done: 'signed_in'; readonly recovered: boolean; readonly continueTo: string | null }
  /** Nobody has the address yet: name and handle are asked for next, see `signUpByEmail`. */
  | { readonly done: 'proved'; readonly id: string; readonly address: string }
  | { readonly done: 'added'; readonly address: string };

/**
 * By its link, or by its code where it was asked for. Works once.
 * @throws {VibeError} invalid_credentials; forbidden when an address was to be added to an account that is not signed in here; already_exists; rate_limited
 */
export async function useLetter(ctx: Context, by: LetterProof, lang: Language): Promise<LetterUsed> {
  await spendTries(ctx, { emailProofPerNetwork: networkKey(ctx.ip) });
  const proof = 'token' in by ? await proofByLink(ctx, by.token) : await proofByCode(ctx, by.id, by.code);
  const db = ctx.database.system;
  if (proof.did === null) {
    const now = ctx.clock.now();
    if (!(await markProved(db, proof.id, now, new Date(now.getTime() + lifetimes.emailSignUp * 1000)))) throw overOrUsed();
    return { done: 'proved', id: proof.id, address: proof.address };
  }
  if (proof.purpose === 'add') {
    await provideAddress(ctx, { ...proof, did: proof.did as Did }, lang);
    return { done: 'added', address: proof.address };
  }
  const recovered = proof.purpose === 'recover';
  if (recovered) await recoverByEmail(ctx, { ...proof, did: proof.did as Did }, lang);
  else if (!(await takeProof(db, proof.id))) throw overOrUsed();
  await startSession(ctx, proof.did as Did, recovered ? 'email_recovery' : 'email');
  return { done: 'signed_in', recovered, continueTo: proof.continue_to };
}

export interface EmailSignUp {
  /** Of the letter that `useLetter` has proved, in this browser. */
  readonly id: string;
  readonly handle: string;
  readonly name: string;
}

/** An account with an address that is proved, and nothing else to come in by yet. @throws {VibeError} handle_taken, invalid_credentials, already_exists, rate_limited */
export async function signUpByEmail(ctx: Context, { id, handle, name }: EmailSignUp): Promise<Me> {
  requireMailer(ctx);
  await spendTries(ctx, { signUpPerNetwork: networkKey(ctx.ip) });
  if (isReservedHandle(handle)) throw handleTaken(handle);
  const now = ctx.clock.now();
  const { did } = await createAccountWith(ctx, { handle, name }, ctx.clock.randomText(32), async (tx, newDid) => {
    const proved = await takeProved(tx, id, knownBrowser(ctx) ?? '', now);
    if (!proved) throw overOrUsed();
    if (!(await insertAddress(tx, { did: newDid, ...proved, now }, true))) throw addressTaken();
    await noteEvent(ctx, tx, newDid, 'email_added', maskedAddress(proved.address));
  });
  await startSession(ctx, did, 'sign_up');
  return ownAccount(ctx, did);
}
