import { type Did, type Language, VibeError } from '@vibe/shared';
import type { Context, PersonContext } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { findOwnAccount, lockAccount } from './identity.accounts.store.ts';
import { ownAccount } from './identity.accounts.ts';
import { addressKey, maskedAddress } from './identity.email-address.ts';
import { deleteProofsOf, findWaitingRecovery, type ProofRow, takeProof } from './identity.email-proofs.store.ts';
import { hashedToken, makeProof, overOrUsed } from './identity.email-proofs.ts';
import { undoable } from './identity.email-recovery.ts';
import { dropAddress, endAddress, findByAddress, findUndo, insertAddress, listAddresses, setSignsIn } from './identity.emails.store.ts';
import { noteEvent } from './identity.events.ts';
import { requireConfirmed } from './identity.fresh.ts';
import { letterOf } from './identity.letters.ts';
import { lifetimes } from './identity.limits.ts';
import { networkKey } from './identity.network.ts';
import { keepOutbox, post, requireMailer } from './identity.outbox.ts';
import { spendTries } from './identity.rate-limits.ts';
import { endAllSessions } from './identity.sessions.ts';

export interface OwnEmail {
  /** False: this server sends no e-mail. */
  readonly available: boolean;
  readonly address: string | null;
  /** A letter to it lets in. */
  readonly signsIn: boolean;
  /** Whoever reads it may take back that it was changed or removed, until then. */
  readonly former: readonly { readonly address: string; readonly until: Date }[];
  /** Somebody lost every other way in, or says so: from then on a letter opens the account. */
  readonly recoveryOpensAt: Date | null;
}

export interface EmailChange {
  readonly address: string;
  readonly lang: Language;
}

export interface LetterOnItsWay {
  /** With the code from the letter it is what `emailUse` takes, in this browser. */
  readonly id: string;
}

export async function ownEmail(ctx: PersonContext): Promise<OwnEmail> {
  const db = ctx.database.system;
  const now = ctx.clock.now();
  const rows = await listAddresses(db, ctx.asker.did, undoable(now));
  const current = rows.find((row) => row.ended_at === null);
  return {
    available: ctx.mailer !== undefined,
    address: current?.address ?? null,
    signsIn: current?.signs_in ?? false,
    former: rows.flatMap(({ address, ended_at }) =>
      ended_at === null ? [] : [{ address: maskedAddress(address), until: new Date(ended_at.getTime() + lifetimes.emailUndo * 1000) }],
    ),
    recoveryOpensAt: (await findWaitingRecovery(db, ctx.asker.did, now))?.opens_at ?? null,
  };
}

/**
 * Sends a letter to an address that is to become theirs. Whether somebody else has it already is told to who reads it, and to nobody here.
 * @throws {VibeError} confirmation_required, rate_limited; forbidden where no e-mail is sent
 */
export async function changeEmail(ctx: PersonContext, { address, lang }: EmailChange): Promise<LetterOnItsWay> {
  requireMailer(ctx);
  await requireConfirmed(ctx);
  const { did } = ctx.asker;
  const network = networkKey(ctx.ip);
  const key = addressKey(address);
  await spendTries(ctx, {
    emailPerNetwork: network,
    emailPerAccount: did,
    emailPerAddressAndNetwork: `${key} ${network}`,
    emailPerAddress: key,
  });
  const { handle } = await ownAccount(ctx, did);
  const owner = await findByAddress(ctx.database.system, key);
  const proof = await ctx.database.system.transaction().execute(async (tx) => {
    const made = await makeProof(ctx, tx, { purpose: 'add', did, address, continueTo: '/account' });
    const text = letterOf(ctx, owner && owner.did !== did ? 'taken' : 'verify', lang, { handle, proof: made });
    await post(ctx, tx, [{ did, to: address, ...text, expiresAt: made.expiresAt }]);
    return made;
  });
  keepOutbox(ctx).look();
  return { id: proof.id };
}

/** The address is proved: it takes the place of the one before, which is told and may take it back. @throws {VibeError} forbidden, already_exists, invalid_credentials */
export async function provideAddress(ctx: Context, proof: ProofRow & { readonly did: Did }, lang: Language): Promise<void> {
  const { did, key, address } = proof;
  if (ctx.asker.kind !== 'person' || ctx.asker.did !== did)
    throw new VibeError('forbidden', 'This address is for another account', { hint: 'Sign in to the account that asked for the letter.' });
  const now = ctx.clock.now();
  await ctx.database.system.transaction().execute(async (tx) => {
    await lockAccount(tx, did);
    if (!(await takeProof(tx, proof.id))) throw overOrUsed();
    const before = await endCurrent(ctx, tx, did, lang, { kind: 'changed', address, unless: key });
    if (!(await insertAddress(tx, { did, key, address, now }, true))) throw addressTaken();
    await noteEvent(ctx, tx, did, before ? 'email_changed' : 'email_added', maskedAddress(address));
  });
  keepOutbox(ctx).look();
}

/** @throws {VibeError} confirmation_required; forbidden when nothing else lets them in */
export async function removeEmail(ctx: PersonContext, lang: Language): Promise<void> {
  await requireConfirmed(ctx);
  const { did } = ctx.asker;
  await ctx.database.system.transaction().execute(async (tx) => {
    await lockAccount(tx, did);
    await requireOtherMeans(tx, did);
    const ended = await endCurrent(ctx, tx, did, lang, { kind: 'removed' });
    if (!ended) throw new VibeError('not_found', 'You have no e-mail address here');
    await noteEvent(ctx, tx, did, 'email_removed', maskedAddress(ended.address));
  });
  keepOutbox(ctx).look();
}

/** @throws {VibeError} confirmation_required, not_found; forbidden when nothing else lets them in */
export async function setEmailSignsIn(ctx: PersonContext, on: boolean): Promise<void> {
  await requireConfirmed(ctx);
  const { did } = ctx.asker;
  await ctx.database.system.transaction().execute(async (tx) => {
    await lockAccount(tx, did);
    if (!on) await requireOtherMeans(tx, did);
    if (!(await setSignsIn(tx, did, on))) throw new VibeError('not_found', 'You have no e-mail address here');
    if (!on) await deleteProofsOf(tx, did);
    await noteEvent(ctx, tx, did, on ? 'email_sign_in_on' : 'email_sign_in_off');
  });
}

/**
 * Whoever reads an address that was changed or removed makes it the account's again. Every session ends, for it may have been a thief's doing; nobody is
 * signed in by it.
 * @throws {VibeError} invalid_credentials, already_exists, rate_limited
 */
export async function giveEmailBack(ctx: Context, token: string, lang: Language): Promise<{ address: string }> {
  await spendTries(ctx, { emailProofPerNetwork: networkKey(ctx.ip) });
  const now = ctx.clock.now();
  const found = await ctx.database.system.transaction().execute(async (tx) => {
    const former = await findUndo(tx, hashedToken(token), undoable(now));
    if (!former || !(await lockAccount(tx, former.did))) throw overOrUsed();
    // Its token goes with the row, which is made anew: of two at once one finds it.
    if (!(await findUndo(tx, hashedToken(token), undoable(now)))) throw overOrUsed();
    const ended = await dropAddress(tx, former.did);
    if (!(await insertAddress(tx, { ...former, now }, former.signs_in))) throw addressTaken();
    await deleteProofsOf(tx, former.did);
    await noteEvent(ctx, tx, former.did, 'email_given_back', maskedAddress(former.address));
    const text = letterOf(ctx, 'given_back', lang, {});
    const expiresAt = new Date(now.getTime() + lifetimes.emailNews * 1000);
    const told = [former.address, ...(ended ? [ended.address] : [])];
    await post(
      ctx,
      tx,
      told.map((to) => ({ did: former.did, to, ...text, expiresAt })),
    );
    return former;
  });
  await endAllSessions(ctx, found.did as Did);
  keepOutbox(ctx).look();
  return { address: found.address };
}

interface Ending {
  readonly kind: 'changed' | 'removed';
  readonly address?: string;
  /** The same address, proved once more: nothing ends. */
  readonly unless?: string;
}

/** Ends the address of now, tells it so with the way back, and lets no letter work that is under way. */
async function endCurrent(ctx: Context, tx: Db, did: Did, lang: Language, { kind, address, unless }: Ending) {
  await deleteProofsOf(tx, did);
  const now = ctx.clock.now();
  const undoToken = ctx.clock.randomText(32);
  const ended = await endAddress(tx, did, hashedToken(undoToken), now);
  if (!ended || ended.key === unless) return ended;
  const until = new Date(now.getTime() + lifetimes.emailUndo * 1000);
  const text = letterOf(ctx, kind, lang, { undoToken, until, address: address && maskedAddress(address) });
  await post(ctx, tx, [{ did, to: ended.address, ...text, expiresAt: new Date(now.getTime() + lifetimes.emailNews * 1000) }]);
  return ended;
}

/** Under the account's lock, as removing a passkey is: of two that go at once one stays. */
async function requireOtherMeans(tx: Db, did: Did): Promise<void> {
  const account = await findOwnAccount(tx, did);
  if (account && (account.password_hash !== null || Number(account.passkeys) > 0)) return;
  throw new VibeError('forbidden', 'Your e-mail address is the only way into your account', {
    hint: 'Set a password or add a passkey first.',
  });
}

export const addressTaken = (): VibeError =>
  new VibeError('already_exists', 'Another account has this e-mail address', { hint: 'Sign in to that one, or use another address.' });
