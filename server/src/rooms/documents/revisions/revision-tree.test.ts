import { expect, test } from 'vitest';
import { branchOf, conflictsOf, grown, missingFrom, packed, pathTo, type RevTree, toRow, treeOf, winnerOf } from './revision-tree.ts';

const hash = (name: string) => name.padStart(32, '0');
const path = (start: number, ...names: string[]) => ({ start, ids: names.map(hash) });
const grow = (tree: RevTree, ...steps: [start: number, ...names: string[]][]) =>
  steps.reduce((now, [start, ...names]) => grown(now, path(start, ...names), false, 5) ?? now, tree);

test('a document of one branch is its head and the hashes before it, and nothing else', () => {
  const tree = grow(branchOf(path(1, 'a'), false, 5), [2, 'b', 'a'], [3, 'c', 'b']);
  const row = toRow(tree);
  expect(row).toEqual({ head: { generation: 3, hash: hash('c'), deleted: false }, ancestors: packed([hash('b'), hash('a')]), tree: null });
  expect(toRow(treeOf(row))).toEqual(row);
});

test('of a long branch the newest revisions are kept', () => {
  const row = toRow(branchOf(path(7, 'a7', 'a6', 'a5', 'a4', 'a3', 'a2', 'a1'), false, 5));
  expect(row.ancestors).toEqual(packed(['a6', 'a5', 'a4', 'a3'].map(hash)));
  const next = toRow(grow(treeOf(row), [8, 'a8', 'a7']));
  expect(next.ancestors).toEqual(packed(['a7', 'a6', 'a5', 'a4'].map(hash)));
});

test('a path longer than what is kept still goes on from the head it knows', () => {
  const row = toRow(grow(branchOf(path(1, 'a'), false, 5), [8, 'f', 'e', 'd', 'c', 'b', '9', '8', 'a']));
  expect(row).toMatchObject({ head: { generation: 8 }, tree: null });
});

test('a second leaf makes a tree; the highest generation wins, then the highest hash, and never what was removed', () => {
  const two = grow(branchOf(path(1, 'a'), false, 5), [2, 'b', 'a'], [2, 'c', 'a']);
  expect(winnerOf(two)).toMatchObject({ hash: hash('c') });
  expect(conflictsOf(two)).toMatchObject([{ hash: hash('b') }]);
  expect(toRow(two).tree).not.toBeNull();
  const three = grow(two, [3, 'd', 'b']);
  expect(winnerOf(three)).toMatchObject({ hash: hash('d') });
  const removed = grown(three, path(4, 'e', 'd'), true, 5) as RevTree;
  expect([winnerOf(removed), conflictsOf(removed)]).toMatchObject([{ hash: hash('c') }, []]);
  expect(pathTo(removed, { generation: 4, hash: hash('e') })).toEqual(path(4, 'e', 'd', 'b', 'a'));
});

test('what is known is not stored again, and not missing', () => {
  const tree = branchOf(path(3, 'c', 'b', 'a'), false, 5);
  expect(grown(tree, path(2, 'b', 'a'), false, 5)).toBeUndefined();
  expect(missingFrom(tree, [`1-${hash('a')}`, `2-${hash('a')}`, `4-${hash('d')}`])).toEqual([`2-${hash('a')}`, `4-${hash('d')}`]);
});

test('hashes that are not md5, as other servers make them, are kept in the tree', () => {
  const row = toRow([{ pos: 1, ids: ['x', { status: 'missing' }, [['y', { status: 'available' }, []]]] }]);
  expect(row).toMatchObject({ head: { generation: 2, hash: 'y' }, ancestors: Buffer.of() });
  expect(toRow(treeOf(row))).toEqual(row);
});
