import { type Did, type QualifiedCollection, VibeError, type VibeErrorCode } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { type Collection, findCollection } from '../../apps/index.ts';
import { changeFeed } from '../../changes/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import { sharingOf } from '../principals.ts';
import { type Revision, readRevision } from '../revision.ts';
import { holds, treeOf } from '../revision-tree.ts';
import { isStale } from '../write.store.ts';
import { findStanding, type ImportedDocument, insertImported, insertRevisions, type StandingRow } from './import.store.ts';
import { indexingOf } from './indexing.ts';
import { mergeRevision } from './merge.ts';
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
  readonly row: ImportedDocument;
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
    const issues = document.body ? collection.validate(document.body) : [];
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
        ancestors: document.ancestors,
      },
      ...{ sharing: sharingOf(document.acl, owner), body, app: strict ? collection.app.id : document.app, createdBy },
      ...{ createdAt: document.createdAt, updatedAt: document.updatedAt, ...(document.body && indexingOf(collection, document.body)) },
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
      else if (outcome && 'came' in outcome) await joinConflicts(services, owner, one);
    }
    return;
  }
}

/** All at once; one by one when an index refuses one of them. */
async function insertFresh(services: Services, owner: Did, fresh: readonly Prepared[], outcomes: Outcome[]): Promise<void> {
  if (fresh.length === 0) return;
  try {
    await insertImported(
      services.database,
      owner,
      fresh.map(({ row }) => row),
    );
    for (const { at, unfit } of fresh) outcomes[at] = { came: 'added', unfit };
  } catch (error) {
    if (!isNotUnique(error)) throw error;
    const [only] = fresh;
    if (fresh.length === 1 && only)
      outcomes[only.at] = { left: 'not_unique', because: `Another document of ${only.row.collection} has what must be unique there` };
    else for (const one of fresh) await insertFresh(services, owner, [one], outcomes);
  }
}

const isNotUnique = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '23505';

async function join(services: Services, owner: Did, one: Prepared, there: StandingRow): Promise<Outcome> {
  const { row, unfit, item } = one;
  const tree = treeOf({ head: there, ancestors: there.ancestors, tree: there.tree });
  const leaves: readonly Revision[] = [row, ...item.conflicts.map(({ rev }) => readRevision(rev))];
  if (leaves.every((leaf) => holds(tree, leaf))) return { came: 'unchanged', unfit };
  if (!holds(tree, row)) await mergeRevision(services, owner, one.collection, leafOf(item.document), row.sharing);
  await joinConflicts(services, owner, one);
  return { came: 'merged', unfit };
}

async function joinConflicts(services: Services, owner: Did, { item, collection }: Prepared): Promise<void> {
  for (const conflict of item.conflicts) await mergeRevision(services, owner, collection, leafOf(conflict), undefined);
}

const leafOf = ({ collection, id, rev, ancestors, body }: DocumentRecord | ConflictRecord) => ({
  key: { collection: collection as QualifiedCollection, id },
  revision: readRevision(rev),
  ancestors,
  body,
});
