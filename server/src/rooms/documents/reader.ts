import { appOfCollection, type Did, principalsOf, type QualifiedCollection, VibeError } from '@vibe/shared';
import type { Context, Ground } from '../../platform/context.ts';
import { type Collection, findCollection } from '../apps/index.ts';
import { findSession } from '../identity/index.ts';
import { isLive } from '../oauth/index.ts';
import { membershipsFor, principalsFor } from './access/memberships.ts';
import { mayReadCollection, mayWriteCollection, type Reach, type Refusal } from './documents.policy.ts';

export interface Reader {
  readonly did: Did | undefined;
  readonly principals: readonly string[];
  /** When the first certificate among the principals expires. */
  readonly until: Date | undefined;
  readonly reach: Reach;
  readonly collection: Collection;
}

const didOf = (ctx: Context): Did | undefined => (ctx.asker.kind === 'visitor' ? undefined : ctx.asker.did);
const factsOf = (collection: Collection) => ({ appId: collection.app.id, public: collection.public });
const refusal = ({ refused, because }: Refusal) => new VibeError(refused, because);

/**
 * @param only what is read there is this document alone
 * @throws {VibeError} unknown_collection, not_signed_in, insufficient_scope
 */
export async function readerOf(ctx: Context, qualified: QualifiedCollection, only?: Ground['document']): Promise<Reader> {
  const collection = await knownCollection(ctx, qualified, only);
  const reach = mayReadCollection(ctx.asker, factsOf(collection));
  if (typeof reach !== 'string') throw refusal(reach);
  const did = didOf(ctx);
  // Who reads only what is theirs needs to be nobody else.
  const { principals, until } = reach === 'own' ? { principals: principalsOf(did), until: undefined } : await membershipsFor(ctx, did);
  return { did, principals, until, reach, collection };
}

/**
 * Do the credentials a stream was opened with still hold? Signing out and withdrawing a consent end it.
 * @throws {VibeError} invalid_token, not_signed_in
 */
export async function stillAllowed(ctx: Context): Promise<void> {
  const { asker } = ctx;
  if (asker.kind === 'app' && !(await isLive(ctx, asker.grantId)))
    throw new VibeError('invalid_token', 'The access token was revoked', { hint: 'Sign in again.' });
  if (asker.kind === 'person' && (await findSession(ctx, ctx.cookies))?.did !== asker.did)
    throw new VibeError('not_signed_in', 'The session has ended');
}

export interface Writer {
  readonly did: Did;
  readonly principals: readonly string[];
  readonly appId: string;
  readonly collection: Collection;
}

/** @throws {VibeError} unknown_collection, not_signed_in, forbidden, insufficient_scope */
export async function writerOf(ctx: Context, qualified: QualifiedCollection): Promise<Writer> {
  const collection = await knownCollection(ctx, qualified);
  const may = mayWriteCollection(ctx.asker, factsOf(collection));
  if (may !== 'yes') throw refusal(may);
  if (ctx.asker.kind !== 'app') throw new VibeError('forbidden', 'Only an app writes documents');
  const { did, appId } = ctx.asker;
  return { did, principals: await principalsFor(ctx, did), appId, collection };
}

async function knownCollection(ctx: Context, qualified: QualifiedCollection, only?: Ground['document']): Promise<Collection> {
  const found = await findCollection(ctx, qualified);
  const appId = appOfCollection(qualified);
  ctx.standsOn?.({ appId, manifestVersion: found?.app.manifestVersion, collection: qualified, document: only });
  if (found) return found;
  throw new VibeError('unknown_collection', `There is no collection ${qualified}`, {
    hint: 'Push a manifest that declares it: vibe app push.',
  });
}
