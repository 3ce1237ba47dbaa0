/** PouchDB's own merge of revision trees, which is CouchDB's. Its package has no types. */
declare module 'pouchdb-merge' {
  /** Hash, what is known of the revision, its children. */
  export type RevNode = [hash: string, facts: { status: 'available' | 'missing'; deleted?: boolean }, children: RevNode[]];
  /** Roots, each with the generation it is of. More than one, when stemming cut off what they had in common. */
  export type RevTree = { pos: number; ids: RevNode }[];
  /** Joins a path with what is there, and leaves of each branch the newest `depth` revisions. Changes what it is given. */
  export function merge(tree: RevTree, path: RevTree[number], depth: number): { tree: RevTree };
  export function winningRev(metadata: { rev_tree: RevTree }): string;
  export function collectLeaves(tree: RevTree): { rev: string; opts: RevNode[1] }[];
  export function revExists(tree: RevTree, rev: string): boolean;
  export function compactTree(metadata: { rev_tree: RevTree }): string[];
  export function rootToLeaf(tree: RevTree): { pos: number; ids: { id: string; opts: RevNode[1] }[] }[];
}
