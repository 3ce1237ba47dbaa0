import { type Did, limits, type PullDocumentsInput, type QualifiedCollection, VibeError } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { changeFeed } from '../../changes/index.ts';
import { mayReadCollection } from '../documents.policy.ts';
import { readerOf } from '../reader.ts';
import { writeRevision } from '../revisions/revision.ts';
import { conflictsOf } from '../revisions/revision-tree.ts';
import { type PullRow, pullRows } from './pull.store.ts';
import { readCheckpoint, writeCheckpoint } from './pull-checkpoint.ts';

/**
 * The asker's own documents, in the order of their last writes, as JSON text of a `PulledPage`: ten thousand of them come at the speed of the database, because no body is
 * parsed on its way.
 * @throws {VibeError} not_signed_in, insufficient_scope, unknown_collection; bad_cursor for a checkpoint of other documents
 */
export async function pullDocuments(ctx: Context, { collection, since, limit }: PullDocumentsInput): Promise<string> {
  const { owner, span } = await reachOf(ctx, collection);
  const of = `${owner} ${span.from} ${span.to}`;
  const { epoch } = await changeFeed(ctx).head();
  const asked = since === undefined ? undefined : readCheckpoint(since, of);
  const isReset = asked !== undefined && asked.epoch !== epoch;
  const from = asked && !isReset ? asked.seq : 0n;
  const { rows, head } = await pullRows(ctx.database, owner, { span, since: from, limit, bytes: limits.pullBytes });
  const last = rows.at(-1);
  const more = last !== undefined && (rows.length === limit || rows.reduce((sum, { bytes }) => sum + bytes, 0) >= limits.pullBytes);
  const seq = more ? BigInt(last.seq) : head > from ? head : from;
  const quoted = JSON.stringify(owner);
  const texts = rows.map((row) => textOf(row, quoted)).join(',');
  return `{"rows":[${texts}],"checkpoint":"${writeCheckpoint({ epoch, seq }, of)}","more":${more}${isReset ? ',"reset":true' : ''}}`;
}

/** Ids and collections hold no character that JSON would escape. */
function textOf({ collection, id, rev, deleted, tree, acl, body, created, updated }: PullRow, owner: string): string {
  const conflicts = tree === null ? [] : conflictsOf(tree).map(writeRevision);
  const lost = conflicts.length === 0 ? '' : `"conflicts":${JSON.stringify(conflicts)},`;
  const said = deleted ? '"deleted":true' : `"body":${body}`;
  return `{"id":"${id}","collection":"${collection}","owner":${owner},"rev":"${rev}",${lost}${said},"acl":${acl},"createdAt":"${iso(created)}","updatedAt":"${iso(updated)}"}`;
}

const iso = (milliseconds: string): string => new Date(Number(milliseconds)).toISOString();

/** Whose documents, and of which collections: the one that is named, else all of the app, else all there are. No collection's name begins with `~`. */
async function reachOf(
  ctx: Context,
  collection: QualifiedCollection | undefined,
): Promise<{ owner: Did; span: { from: string; to: string } }> {
  const { asker } = ctx;
  if (asker.kind === 'visitor') throw new VibeError('not_signed_in', 'Nobody is signed in who has documents');
  const owner = asker.did;
  if (collection !== undefined) {
    await readerOf(ctx, collection);
    return { owner, span: { from: collection, to: `${collection} ` } };
  }
  const everywhere = mayReadCollection(asker, { appId: '', public: false });
  if (typeof everywhere === 'string') return { owner, span: { from: '', to: '~' } };
  const appId = asker.kind === 'app' ? asker.appId : '';
  const own = mayReadCollection(asker, { appId, public: false });
  if (typeof own !== 'string') throw new VibeError(own.refused, own.because);
  return { owner, span: { from: `${appId}/`, to: `${appId}0` } };
}
