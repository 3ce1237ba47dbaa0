import { collectLeaves, compactTree, merge, type RevNode, type RevTree, revExists, rootToLeaf, winningRev } from 'pouchdb-merge';
import { type Revision, readRevision, writeRevision } from './revision.ts';

export type { RevTree };

export interface Leaf extends Revision {
  readonly deleted: boolean;
}

/** A revision and those before it, newest first: CouchDB's `_revisions`. */
export interface Path {
  readonly start: number;
  readonly ids: readonly string[];
}

/** What a document's row says of its revisions. `tree` is null as long as head and ancestors say it all. */
export interface Revisions {
  readonly head: Leaf;
  readonly ancestors: Buffer;
  readonly tree: RevTree | null;
}

const isMd5 = (hash: string): boolean => /^[0-9a-f]{32}$/.test(hash);

/** 16 bytes a hash, newest first, as the column `ancestors` keeps them. */
export const packed = (hashes: readonly string[]): Buffer => Buffer.from(hashes.join(''), 'hex');
const unpacked = (bytes: Buffer): string[] => bytes.toString('hex').match(/.{32}/g) ?? [];

/** A path as a tree of one branch; of all but its newest revision no body is kept. */
function branch({ start, ids }: Path, deleted: boolean): RevTree[number] {
  let node: RevNode | undefined;
  for (const id of ids) node = node ? [id, { status: 'missing' }, [node]] : [id, { status: 'available', ...(deleted && { deleted }) }, []];
  if (!node) throw new Error('a path has at least one revision');
  return { pos: start - ids.length + 1, ids: node };
}

export function treeOf({ head, ancestors, tree }: Revisions): RevTree {
  return tree ?? [branch({ start: head.generation, ids: [head.hash, ...unpacked(ancestors)] }, head.deleted)];
}

/** The tree with one more leaf; `undefined` when it has that revision already. The tree that is given is not to be used again. */
export function grown(tree: RevTree, path: Path, deleted: boolean, kept: number): RevTree | undefined {
  const rev = writeRevision({ generation: path.start, hash: path.ids[0] ?? '' });
  if (revExists(tree, rev)) return undefined;
  const { tree: merged } = merge(tree, branch(path, deleted), kept);
  compactTree({ rev_tree: merged });
  return merged;
}

/** A tree of one branch, of which the newest `kept` revisions are left. */
export const branchOf = (path: Path, deleted: boolean, kept: number): RevTree => merge([], branch(path, deleted), kept).tree;

export const holds = (tree: RevTree, revision: Revision): boolean => revExists(tree, writeRevision(revision));

/** CouchDB's rule, the same on every server: not deleted before deleted, then the highest generation, then the highest hash. */
export function winnerOf(tree: RevTree): Leaf {
  const rev = winningRev({ rev_tree: tree });
  return leavesOf(tree).find((leaf) => writeRevision(leaf) === rev) as Leaf;
}

export const leavesOf = (tree: RevTree): Leaf[] =>
  collectLeaves(tree).map(({ rev, opts }) => ({ ...readRevision(rev), deleted: opts.deleted === true }));

/** The leaves that lost and are not deleted: CouchDB's `_conflicts`, in its order. */
export function conflictsOf(tree: RevTree): Leaf[] {
  const winner = writeRevision(winnerOf(tree));
  return leavesOf(tree).filter((leaf) => !leaf.deleted && writeRevision(leaf) !== winner);
}

/** How the row says this: without a tree, when there is one branch of revisions that fit into `ancestors`. */
export function toRow(tree: RevTree): Revisions {
  const head = winnerOf(tree);
  const paths = rootToLeaf(tree);
  const hashes = pathTo(tree, head)?.ids.slice(1) ?? [];
  const isLinear = paths.length === 1 && isMd5(head.hash) && hashes.every(isMd5);
  return { head, ancestors: hashes.every(isMd5) ? packed(hashes) : Buffer.of(), tree: isLinear ? null : tree };
}

/** A revision and all before it that are known, newest first. */
export function pathTo(tree: RevTree, { generation, hash }: Revision): Path | undefined {
  for (const { pos, ids } of rootToLeaf(tree)) {
    const at = generation - pos;
    if (ids[at]?.id === hash)
      return {
        start: generation,
        ids: ids
          .slice(0, at + 1)
          .map(({ id }) => id)
          .reverse(),
      };
  }
  return undefined;
}

/** Which of these are not known: what a replication still has to send. As CouchDB's `_revs_diff`: a revision whose body is no longer kept is known. */
export const missingFrom = (tree: RevTree, revs: readonly string[]): string[] => revs.filter((rev) => !revExists(tree, rev));
