import type { Did } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { writeRevision } from '../revisions/revision.ts';
import { type Leaf, leavesOf, pathTo, type RevTree } from '../revisions/revision-tree.ts';
import {
  countDocuments,
  type ExportRow,
  type HistoryPlace,
  type HistoryRow,
  ownersAfter,
  readConflicts,
  readDocuments,
  readRevisions,
  type Span,
} from './export.store.ts';

/** Where an owner's documents and, after them, their history are to be gone on with. */
export type ExportPlace =
  | { readonly part: 'documents'; readonly collection: string; readonly id: string }
  | ({ readonly part: 'revisions' } & HistoryPlace);

/** Lines that belong together. */
export interface ExportedGroup {
  readonly lines: readonly string[];
  readonly counted: Readonly<Record<string, number>>;
  readonly after: ExportPlace;
}

const PAGE = { least: 16, most: 500, bytes: 4_194_304 };

/** Every collection, or one app's. No collection's name begins with `~` or holds a character above it. */
const spanOf = (appId: string | undefined): Span => (appId === undefined ? { from: '', to: '~' } : { from: `${appId}/`, to: `${appId}0` });

export const exportOwners = async (services: Services, after: string, limit: number): Promise<Did[]> =>
  (await ownersAfter(services.database, after, limit)) as Did[];

export const documentsToExport = (services: Services, owner: Did | undefined, appId: string | undefined): Promise<number> =>
  countDocuments(services.database, owner, spanOf(appId));

/**
 * An owner's documents, their removed ones, conflicts and history, in the order of their keys: what was committed before this began is in it, as it was
 * then or later. Holds one page at a time.
 * @param appId only of this app's collections
 */
export async function* exportDocuments(
  services: Services,
  owner: Did,
  appId: string | undefined,
  from: ExportPlace = { part: 'documents', collection: '', id: '' },
): AsyncGenerator<ExportedGroup> {
  const span = spanOf(appId);
  if (from.part === 'documents') yield* documents(services, owner, span, from);
  yield* revisions(services, owner, span, from.part === 'revisions' ? from : { collection: '', id: '', generation: 0, hash: '' });
}

async function* documents(
  services: Services,
  owner: Did,
  span: Span,
  from: { collection: string; id: string },
): AsyncGenerator<ExportedGroup> {
  let after = from;
  let limit = PAGE.least;
  for (;;) {
    const rows = await readDocuments(services.database, owner, span, { after, limit, bytes: PAGE.bytes });
    for (const row of rows) {
      after = { collection: row.collection, id: row.id };
      const conflicts = row.tree ? await conflictsOf(services, owner, row, row.tree) : [];
      const counted = {
        documents: 1,
        ...(row.body === null && { removed: 1 }),
        ...(conflicts.length > 0 && { conflicts: conflicts.length }),
      };
      yield { lines: [documentLine(owner, row), ...conflicts], counted, after: { part: 'documents', ...after } };
    }
    if (rows.length === 0) return;
    // As many as the bytes of a page have room for: what is read and then left out is read twice.
    limit = Math.min(PAGE.most, Math.max(PAGE.least, rows.length * 2));
  }
}

async function* revisions(services: Services, owner: Did, span: Span, from: HistoryPlace): AsyncGenerator<ExportedGroup> {
  let after = from;
  let limit = PAGE.least;
  for (;;) {
    const rows = await readRevisions(services.database, owner, span, { after, limit, bytes: PAGE.bytes });
    for (const row of rows) {
      after = { collection: row.collection, id: row.id, generation: row.generation, hash: row.hash };
      yield { lines: [revisionLine(owner, row)], counted: { revisions: 1 }, after: { part: 'revisions', ...after } };
    }
    if (rows.length === 0) return;
    limit = Math.min(PAGE.most, Math.max(PAGE.least, rows.length * 2));
  }
}

async function conflictsOf(services: Services, owner: Did, row: ExportRow, tree: RevTree): Promise<string[]> {
  const bodies = await readConflicts(services.database, owner, row.collection, row.id);
  const losers = leavesOf(tree).filter(({ generation, hash }) => generation !== row.generation || hash !== row.hash);
  return losers.map((leaf) => {
    const body = bodies.find(({ generation, hash }) => generation === leaf.generation && hash === leaf.hash)?.body ?? null;
    return line('conflict', { owner, ...keyOf(row), ...revOf(leaf), ancestors: ancestorsIn(tree, leaf) }, {}, body);
  });
}

const keyOf = ({ collection, id }: { collection: string; id: string }) => ({ collection, id });
const revOf = (revision: { generation: number; hash: string }) => ({ rev: writeRevision(revision) });
const ancestorsIn = (tree: RevTree, leaf: Leaf | ExportRow): readonly string[] => pathTo(tree, leaf)?.ids.slice(1) ?? [];

function documentLine(owner: Did, row: ExportRow): string {
  const ancestors = row.tree ? ancestorsIn(row.tree, row) : (row.ancestors.toString('hex').match(/.{32}/g) ?? []);
  const facts = {
    ...{ owner, ...keyOf(row), ...revOf(row), ancestors, ord: row.ord },
    ...{ createdAt: row.created_at, updatedAt: row.updated_at, app: row.created_by_app },
    ...(row.created_by !== null && { createdBy: row.created_by }),
  };
  return line('document', facts, { acl: row.acl }, row.body);
}

const revisionLine = (owner: Did, row: HistoryRow): string =>
  line('revision', { owner, ...keyOf(row), ...revOf(row), writtenBy: row.written_by, at: row.at }, { acl: row.acl }, row.body);

/** What the database gives as JSON text goes into the line as it is. */
function line(type: string, facts: object, texts: Readonly<Record<string, string>>, body: string | null): string {
  const given = Object.entries(texts).map(([name, text]) => `,"${name}":${text}`);
  const content = body === null ? ',"deleted":true}' : `,"body":${body}}`;
  return `{"type":"${type}",${JSON.stringify(facts).slice(1, -1)}${given.join('')}${content}`;
}
