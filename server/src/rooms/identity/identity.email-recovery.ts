import type { Did, Language } from '@vibe/shared';
import type { Context, PersonContext } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { type ProofRow, stopRecoveries, takeProof } from './identity.email-proofs.store.ts';
import { hashedToken, overOrUsed, type Proof } from './identity.email-proofs.ts';
import { listAddresses } from './identity.emails.store.ts';
import { noteEvent } from './identity.events.ts';
import { letterOf } from './identity.letters.ts';
import { lifetimes } from './identity.limits.ts';
import { networkKey } from './identity.network.ts';
import { keepOutbox, post } from './identity.outbox.ts';
import { spendTries } from './identity.rate-limits.ts';

/** Addresses that were changed a few days ago hear of it too: the change may have been a thief's. With nobody's DID it asks as much and tells nobody. */
export async function tellOfRecovery(ctx: Context, tx: Db, did: string, { lang, proof }: { lang: Language; proof: Proof }): Promise<void> {
  const now = ctx.clock.now();
  const former = (await listAddresses(tx, did, undoable(now))).filter((each) => each.ended_at !== null);
  const text = letterOf(ctx, 'recovery_asked', lang, { proof });
  await post(
    ctx,
    tx,
    former.map(({ address }) => ({ did, to: address, ...text, expiresAt: proof.expiresAt })),
  );
  await noteEvent(ctx, tx, did, 'recovery_asked');
}

/** Uses the proof up, ends all others, and tells every address of the account. */
export async function recoverByEmail(ctx: Context, { id, did }: ProofRow & { readonly did: Did }, lang: Language): Promise<void> {
  const now = ctx.clock.now();
  await ctx.database.system.transaction().execute(async (tx) => {
    if (!(await takeProof(tx, id))) throw overOrUsed();
    await stopRecoveries(tx, { did });
    await noteEvent(ctx, tx, did, 'recovered_by_email');
    const text = letterOf(ctx, 'recovered', lang, {});
    const expiresAt = new Date(now.getTime() + lifetimes.emailNews * 1000);
    await post(
      ctx,
      tx,
      (await listAddresses(tx, did, undoable(now))).map(({ address }) => ({ did, to: address, ...text, expiresAt })),
    );
  });
  keepOutbox(ctx).look();
}

/** By the letter that told of it. @throws {VibeError} invalid_credentials when there is nothing to stop */
export async function stopRecovery(ctx: Context, token: string): Promise<void> {
  await spendTries(ctx, { emailProofPerNetwork: networkKey(ctx.ip) });
  const [stopped] = await stopRecoveries(ctx.database.system, { stopHash: hashedToken(token) });
  if (!stopped?.did) throw overOrUsed();
  await endRecoveries(ctx, stopped.did as Did);
}

/** By who is signed in. */
export const stopOwnRecovery = (ctx: PersonContext): Promise<void> => endRecoveries(ctx, ctx.asker.did);

async function endRecoveries(ctx: Context, did: Did): Promise<void> {
  const db = ctx.database.system;
  await stopRecoveries(db, { did });
  await noteEvent(ctx, db, did, 'recovery_stopped');
}

/** Ended later than this, an address can still be given back. */
export const undoable = (now: Date): Date => new Date(now.getTime() - lifetimes.emailUndo * 1000);
