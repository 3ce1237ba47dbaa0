import { limits, VibeError } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import type { Indexing } from '../indexing/index-entries.ts';
import { listLost, type WholeDocument } from '../transfer/whole.store.ts';
import type { Body, Merged } from '../write/write.store.ts';
import { type Revision, writeRevision } from './revision.ts';
import { conflictsOf, grown, leavesOf, type Path, toRow, treeOf } from './revision-tree.ts';

/** A leaf to be: its revision with those before it, and its body as JSON; `null`: a removal. */
export interface NewLeaf {
  readonly path: Path;
  readonly body: string | null;
}

export const leafAfter = (from: Revision, to: Revision, body: string | null): NewLeaf => ({
  path: { start: to.generation, ids: [to.hash, from.hash] },
  body,
});

type Plain = Omit<Merged, keyof Indexing | 'sharing' | 'anew'>;

/**
 * What a document comes to when these leaves are put into its tree; `undefined` when it has them all. The winner may be one of them, the one that was, or a
 * leaf that had lost before.
 * @throws {VibeError} too_large when it would have more leaves than are kept
 */
export async function mergeLeaves(
  services: Services,
  principals: readonly string[],
  whole: WholeDocument,
  leaves: readonly NewLeaf[],
  at: Date,
): Promise<Plain | undefined> {
  let tree = treeOf(whole.revisions);
  const before = new Set(conflictsOf(tree).map(writeRevision));
  const made: Body[] = [];
  for (const { path, body } of leaves) {
    const next = grown(tree, path, body === null, limits.revisionsKept);
    if (!next) continue;
    tree = next;
    made.push({ generation: path.start, hash: path.ids[0] ?? '', body });
  }
  if (made.length === 0) return undefined;
  if (leavesOf(tree).length > limits.revisionLeaves)
    throw new VibeError('too_large', `Document ${whole.id} has ${limits.revisionLeaves} conflicting revisions, no more are kept`, {
      hint: 'Resolve some.',
    });
  const revisions = toRow(tree);
  const head = writeRevision(revisions.head);
  const after = conflictsOf(tree);
  const left = new Set(after.map(writeRevision));
  const wasHead = writeRevision(whole.revisions.head);
  const bodies = new Map(made.map((each) => [writeRevision(each), { body: each.body, at }]));
  bodies.set(wasHead, { body: whole.body, at: whole.updatedAt });
  if (before.has(head)) {
    const [lost] = await listLost(services.database, principals, whole, revisions.head);
    bodies.set(head, { body: lost?.body ?? null, at: lost?.updatedAt ?? at });
  }
  return {
    fromSeq: whole.seq,
    op: revisions.head.deleted ? 'r' : whole.revisions.head.deleted ? 'c' : 'u',
    revisions,
    body: bodies.get(head)?.body ?? null,
    updatedAt: head === wasHead ? whole.updatedAt : at,
    ended: [...before].filter((rev) => !left.has(rev)),
    lost: after
      .filter((leaf) => !before.has(writeRevision(leaf)))
      .map((leaf) => ({ ...leaf, body: bodies.get(writeRevision(leaf))?.body ?? '', at: bodies.get(writeRevision(leaf))?.at ?? at })),
    made,
    at,
  };
}
