import { type Did, limits, VibeError, type VibeErrorCode } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { type Collection, findCollection } from '../../apps/index.ts';
import { changeFeed } from '../../changes/index.ts';
import { groupsNamed } from '../access/memberships.ts';
import { sharingOf } from '../access/principals.ts';
import { canonicalJson } from '../canonical-json.ts';
import { type Indexing, indexingOf, nothingIndexed } from '../indexing/index-entries.ts';
import { isTooIndexed } from '../indexing/index-lexemes.store.ts';
import type { NewLeaf } from '../revisions/merge-leaves.ts';
import { type Revision, readRevision } from '../revisions/revision.ts';
import { holds, treeOf } from '../revisions/revision-tree.ts';
import { isNotUnique, isStale } from '../write/write.store.ts';
import { findStanding, insertRevisions, type StandingRow } from './import.store.ts';
import { type WholeRow, writeMany } from './many.store.ts';
import { mergeImported } from './merge.ts';
import type { ConflictRecord, DocumentRecord, RevisionRecord } from './records.ts';

/** A document with the leaves of its tree that lost. */
export interface ImportItem {
  readonly document: DocumentRecord;
  readonly conflicts: readonly ConflictRecord[];
}
export type Outcome =
  /** `unfit`: it does not fit the collection's schema of today. */
  { readonly came: 'added' | 'merged' | 'unchanged'; readonly unfit: boolean } | { readonly left: VibeErrorCode; readonly because: string };

export interface ImportRules {
  /**
   * A person's own file is a write like any other: it must fit the schema, and says nothing of the future or of who else created it. An operator's
   * restores what was valid once.
   */
  readonly strict: boolean;
}

interface Prepared {
  readonly item: ImportItem;
  readonly collection: Collection;
  readonly unfit: boolean;
  readonly row: WholeRow;
  readonly at: number;
}

/** At one conflict after another with other writers: somebody writes all these documents all the time. */
const MOST_TRIES = 5;

/**
 * Puts documents of one owner where they were, with their ids, revisions, ACLs and places. What is there already, or newer, stays: to import twice is to
 * import once. A revision that neither side knows of the other becomes a conflict, as in replication.
 * @param items each document once
 * @returns what came of each, in their order
 */
export async function importDocuments(
  services: Services,
  owner: Did,
  items: readonly ImportItem[],
  rules: ImportRules,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = Array.from({ length: items.length });
  const prepared: Prepared[] = [];
  for (const [at, item] of items.entries()) {
    const one = await prepare(services, owner, item, at, rules);
    if ('left' in one) outcomes[at] = one;
    else prepared.push(one);
  }
  await store(services, owner, prepared, outcomes);
  changeFeed(services).poke();
  return outcomes;
}

/** History as it was: what is there already stays. @returns how many were added; `undefined`: there is no such collection */
export async function importRevisions(services: Services, owner: Did, records: readonly RevisionRecord[]): Promise<number> {
  const rows = [];
  for (const { collection, id, rev, body, acl, writtenBy, at } of records) {
    if (!(await findCollection(services, collection))) continue;
    rows.push({ collection, id, ...readRevision(rev), body: body && canonicalJson(body), acl, writtenBy, at });
  }
  return rows.length === 0 ? 0 : insertRevisions(services.database, owner, rows);
}

async function prepare(
  services: Services,
  owner: Did,
  item: ImportItem,
  at: number,
  { strict }: ImportRules,
): Promise<Prepared | Extract<Outcome, { left: unknown }>> {
  const { document, conflicts } = item;
  const collection = await findCollection(services, document.collection);
  if (!collection) return { left: 'unknown_collection', because: `There is no collection ${document.collection} here` };
  try {
    const body = document.body && canonicalJson(document.body);
    for (const conflict of conflicts) if (conflict.body) canonicalJson(conflict.body);
    // A leaf that lost may come to win: it must fit as well.
    const issues = [document, ...conflicts].flatMap((each) => (each.body ? collection.validate(each.body) : []));
    if (strict && issues[0]) {
      const because = `It does not fit ${document.collection}: ${issues[0].path || '/'} ${issues[0].message}`;
      return { left: 'schema_violation', because };
    }
    const now = services.clock.now();
    if (strict && (document.ord >> 20n > BigInt(now.getTime()) || document.createdAt > now || document.updatedAt > now))
      return { left: 'bad_request', because: 'It says that it is from the future' };
    const createdBy = strict || document.createdBy === owner ? undefined : document.createdBy;
    const row = {
      ...{
        collection: document.collection,
        id: document.id,
        ord: document.ord,
        ...readRevision(document.rev),
        ancestors: document.ancestors.slice(0, limits.revisionsKept - 1),
      },
      ...{ sharing: sharingOf(document.acl, owner), body, app: strict ? collection.app.id : document.app, createdBy },
      ...{ createdAt: document.createdAt, updatedAt: document.updatedAt, ...indexed(collection, document) },
    };
    return { item, collection, unfit: issues.length > 0, row, at };
  } catch (error) {
    if (error instanceof VibeError) return { left: error.code, because: error.message };
    throw error;
  }
}

const keyText = ({ collection, id }: { collection: string; id: string }): string => `${collection} ${id}`;

async function store(services: Services, owner: Did, all: readonly Prepared[], outcomes: Outcome[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    const rows = await findStanding(
      services.database,
      owner,
      all.map(({ row }) => row),
    );
    const standing = new Map(rows.map((row) => [keyText(row), row]));
    const fresh = all.filter(({ row }) => !standing.has(keyText(row)));
    try {
      await insertFresh(services, owner, fresh, outcomes);
    } catch (error) {
      if (!isStale(error) || tries === MOST_TRIES) throw error;
      continue; // somebody made one of them just now
    }
    for (const one of all) {
      const there = standing.get(keyText(one.row));
      const outcome = outcomes[one.at];
      if (there) outcomes[one.at] = await join(services, owner, one, there);
      else if (outcome && 'came' in outcome) outcomes[one.at] = (await joinConflicts(services, owner, one)) ?? outcome;
    }
    return;
  }
}

/** All at once; one by one when an index refuses one of them. */
async function insertFresh(services: Services, owner: Did, fresh: readonly Prepared[], outcomes: Outcome[]): Promise<void> {
  if (fresh.length === 0) return;
  try {
    await writeMany(
      services.database,
      'place',
      owner,
      fresh.map(({ row }) => row),
    );
    for (const { at, unfit } of fresh) outcomes[at] = { came: 'added', unfit };
    groupsNamed(
      services,
      fresh.flatMap(({ row }) => row.sharing.groups),
    );
  } catch (error) {
    const isTaken = isNotUnique(error);
    if (!isTaken && !isTooIndexed(error)) throw error;
    const [only] = fresh;
    if (fresh.length === 1 && only)
      outcomes[only.at] = isTaken
        ? { left: 'not_unique', because: `Another document of ${only.row.collection} has what must be unique there` }
        : { left: 'bad_request', because: 'It would have more index rows than a document may have' };
    else for (const one of fresh) await insertFresh(services, owner, [one], outcomes);
  }
}

async function join(services: Services, owner: Did, one: Prepared, there: StandingRow): Promise<Outcome> {
  const { row, unfit, item } = one;
  const tree = treeOf({ head: there, ancestors: there.ancestors, tree: there.tree });
  const leaves: readonly Revision[] = [row, ...item.conflicts.map(({ rev }) => readRevision(rev))];
  if (leaves.every((leaf) => holds(tree, leaf))) return { came: 'unchanged', unfit };
  return merge(services, owner, one, [leafOf(item.document), ...item.conflicts.map(leafOf)]);
}

/** The leaves that lost come after the document that was just put there. */
async function joinConflicts(services: Services, owner: Did, one: Prepared): Promise<Outcome | undefined> {
  if (one.item.conflicts.length === 0) return undefined;
  const outcome = await merge(services, owner, one, one.item.conflicts.map(leafOf));
  return 'left' in outcome ? outcome : undefined;
}

async function merge(services: Services, owner: Did, one: Prepared, leaves: readonly NewLeaf[]): Promise<Outcome> {
  const { row, collection, unfit, item } = one;
  const key = { owner, collection: item.document.collection, id: row.id };
  try {
    const incoming = { leaves, sharing: row.sharing, sharedAt: item.document.rev };
    return { came: await mergeImported(services, owner, collection, key, incoming), unfit };
  } catch (error) {
    if (error instanceof VibeError) return { left: error.code, because: error.message };
    throw error;
  }
}

const indexed = (collection: Collection, { body }: DocumentRecord): Indexing =>
  body ? indexingOf(collection, body) : nothingIndexed(collection);

function leafOf({ rev, ancestors, body }: DocumentRecord | ConflictRecord): NewLeaf {
  const { generation, hash } = readRevision(rev);
  return { path: { start: generation, ids: [hash, ...ancestors] }, body: body ? canonicalJson(body) : null };
}
