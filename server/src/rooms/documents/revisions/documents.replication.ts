import { limits, VibeError } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { sharingOf } from '../access/principals.ts';
import type { DocumentKey } from '../document.ts';
import { mayEdit, mayRead, mayShare } from '../documents.policy.ts';
import { notFound } from '../documents.read.ts';
import type { Writer } from '../reader.ts';
import { findRevisions, findWhole } from '../transfer/whole.store.ts';
import { carryOut, type Done, type Planned } from '../write/planned-write.ts';
import { merging, placing } from '../write/write.store.ts';
import { checkedBody, deskOf, parsed } from '../write/write-look.ts';
import { mergeLeaves } from './merge-leaves.ts';
import { writeRevision } from './revision.ts';
import { branchOf, missingFrom, type Path, toRow, treeOf } from './revision-tree.ts';

/** A revision as it was made elsewhere, with those before it: CouchDB's `new_edits=false`. `body` is `null` for a removal. */
export interface ForeignRevision {
  readonly revisions: Path;
  readonly body: Record<string, unknown> | null;
}
export interface StoredRevision {
  /** The winner now. */
  readonly rev: string;
  /** It was not known before. */
  readonly isNew: boolean;
}

/**
 * Puts a revision into a document's tree, wherever it belongs. It never conflicts: what is known already has no effect, and who wins is CouchDB's rule.
 * The writer's own right is asked: their own document, or one they may edit.
 * @throws {VibeError} forbidden, not_found, schema_violation, too_large, too_deep, not_unique, bad_request
 */
export async function storeRevision(
  services: Services,
  writer: Writer,
  key: DocumentKey,
  foreign: ForeignRevision,
): Promise<StoredRevision> {
  const { writing, at, indexing } = deskOf(writer, key, services.clock.now());
  const { revisions: path, body: value } = foreign;
  if (path.ids.length === 0 || path.ids.length > path.start)
    throw new VibeError('bad_request', 'A revision comes with itself and those before it');
  const body = value && checkedBody(writer, value);
  const isOwner = mayShare(key.owner, writer.principals);
  return carryOut(services, await plan());

  async function plan(): Promise<Planned<StoredRevision> | Done<StoredRevision>> {
    const whole = await findWhole(services.database, writer.principals, key);
    if (!whole) return place();
    if (!mayRead(whole, writer.principals)) throw notFound(key);
    if (!mayEdit(whole, writer.principals)) throw new VibeError('forbidden', 'You may read this document, but not change it');
    const merged = await mergeLeaves(services, writer.principals, whole, [{ path, body }], at);
    if (!merged) return { result: { rev: writeRevision(whole.revisions.head), isNew: false } };
    const head = merged.body === null ? null : parsed(merged.body);
    return {
      ...{ key, otherwise: plan },
      statement: merging(writing, key, { ...merged, ...indexing(head) }),
      told: () => ({ rev: writeRevision(merged.revisions.head), isNew: true }),
    };
  }

  function place(): Planned<StoredRevision> {
    if (!isOwner) throw notFound(key);
    const { create: _, ...acl } = writer.collection.defaultAcl ?? {};
    const ord = (BigInt(at.getTime()) << 20n) | BigInt(services.clock.randomInt(20));
    const revisions = toRow(branchOf(path, body === null, limits.revisionsKept));
    const placed = { ...sharingOf(acl, key.owner), ...indexing(value), revisions, body, ord, app: writer.appId, at };
    return {
      ...{ key, otherwise: plan },
      statement: placing(writing, key, placed),
      told: () => ({ rev: writeRevision(revisions.head), isNew: true }),
    };
  }
}

/**
 * Of each document, the revisions that are not known here: CouchDB's `_revs_diff`. What all is known of is left out.
 * @param asked revisions by document id
 */
export async function revsDiff(
  services: Services,
  writer: Pick<Writer, 'principals'>,
  place: Omit<DocumentKey, 'id'>,
  asked: Readonly<Record<string, readonly string[]>>,
): Promise<Record<string, readonly string[]>> {
  const known = await findRevisions(services.database, writer.principals, place, Object.keys(asked));
  const missing = Object.entries(asked).map(([id, revs]) => {
    const revisions = known.get(id);
    return [id, revisions ? missingFrom(treeOf(revisions), revs) : revs] as const;
  });
  return Object.fromEntries(missing.filter(([, revs]) => revs.length > 0));
}
