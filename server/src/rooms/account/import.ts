import { type Did, isDid, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Block } from '../../platform/sealed-lines.ts';
import {
  type ConflictRecord,
  conflictRecord,
  type DocumentRecord,
  documentRecord,
  type ImportItem,
  type ImportRules,
  importDocuments,
  importRevisions,
  type RevisionRecord,
  revisionRecord,
} from '../documents/index.ts';
import { ImportReport } from './import-report.ts';
import { type ExportManifest, readManifest } from './manifest.ts';
import { type Owners, renamed } from './owners.ts';

export interface ImportOptions extends ImportRules {
  readonly owners: Owners;
  /** Reads and checks, and writes nothing. */
  readonly dryRun?: boolean;
}

type Rest = 'document' | 'conflict' | 'revision';
interface Work {
  readonly items: { line: number; document: DocumentRecord; conflicts: ConflictRecord[] }[];
  readonly revisions: RevisionRecord[];
}

/** Takes the documents of an export, block by block as each is known to be whole; all else in it is only counted. */
export class Import {
  readonly report = new ImportReport();
  readonly #services: Services;
  readonly #options: ImportOptions;
  #manifest: ExportManifest | undefined;

  constructor(services: Services, options: ImportOptions) {
    this.#services = services;
    this.#options = options;
  }

  /** @throws {VibeError} bad_request when it is no export, or says of itself what cannot be */
  async take({ records }: Pick<Block, 'records'>): Promise<void> {
    const byOwner = new Map<Did, Work>();
    for (const { line, value } of records) await this.#sort(line, value, byOwner);
    // Owners do not wait for each other; one owner's writes stand in line in any case.
    await Promise.all([...byOwner].map(([owner, work]) => this.#write(owner, work)));
  }

  async #sort(line: number, value: Record<string, unknown>, byOwner: Map<Did, Work>): Promise<void> {
    if (!this.#manifest) {
      this.#manifest = readManifest(value);
      this.#options.owners.begin(this.#manifest);
      return;
    }
    const parsed = parse(value);
    if (parsed === undefined) return this.report.ignore(String(value.type));
    if ('wrong' in parsed)
      return this.report.leave({ line, collection: String(value.collection), reason: 'bad_request', because: parsed.wrong });
    const { record } = parsed;
    const local = await this.#options.owners.localOf(this.#services, record.owner);
    if (typeof local !== 'string') {
      if (record.type === 'document') this.report.leave({ line, collection: record.collection, ...local });
      return;
    }
    const mapped = renamed(record, record.owner, local);
    const work: Work = byOwner.get(local) ?? { items: [], revisions: [] };
    byOwner.set(local, work);
    if (mapped.type === 'document') work.items.push({ line, document: mapped, conflicts: [] });
    else if (mapped.type === 'conflict') this.#addConflict(line, work, mapped);
    else work.revisions.push(mapped);
  }

  #addConflict(line: number, work: Work, conflict: ConflictRecord): void {
    const item = work.items.at(-1);
    if (item && item.document.collection === conflict.collection && item.document.id === conflict.id) item.conflicts.push(conflict);
    else
      this.report.leave({
        line,
        collection: conflict.collection,
        reason: 'bad_request',
        because: 'A conflict that follows no document of its own',
      });
  }

  async #write(owner: Did, { items, revisions }: Work): Promise<void> {
    // A document that stands twice is written twice, the first one first.
    for (let from = 0; from < items.length; ) {
      const some = withoutRepeats(items, from);
      from += some.length;
      const outcomes = this.#options.dryRun ? [] : await importDocuments(this.#services, owner, some, this.#options);
      for (const [at, { line, document, conflicts }] of some.entries()) {
        const outcome = outcomes[at];
        if (!outcome) this.report.read(conflicts.length);
        else if ('left' in outcome)
          this.report.leave({ line, collection: document.collection, reason: outcome.left, because: outcome.because });
        else this.report.came(outcome.came, outcome.unfit, document.deleted === true, conflicts.length);
      }
    }
    // History is not for a person to write.
    if (this.#options.strict) for (const _ of revisions) this.report.ignore('revision');
    else if (this.#options.dryRun) this.report.revisions += revisions.length;
    else this.report.revisions += await importRevisions(this.#services, owner, revisions);
  }

  /** @throws {VibeError} bad_request when the file ended before it said what it is */
  finish(): ImportReport {
    if (!this.#manifest) throw new VibeError('bad_request', 'The file is not an export: its first line is not a manifest');
    return this.report;
  }
}

function withoutRepeats<Item extends ImportItem>(items: readonly Item[], from: number): Item[] {
  const seen = new Set<string>();
  const some: Item[] = [];
  for (const item of items.slice(from)) {
    const key = `${item.document.collection} ${item.document.id}`;
    if (seen.has(key)) break;
    seen.add(key);
    some.push(item);
  }
  return some;
}

const schemas = { document: documentRecord, conflict: conflictRecord, revision: revisionRecord } as const;
type AnyRecord = DocumentRecord | ConflictRecord | RevisionRecord;

/** `undefined`: not a record that is imported. */
function parse(value: Record<string, unknown>): { record: AnyRecord } | { wrong: string } | undefined {
  if (typeof value.type !== 'string' || !Object.hasOwn(schemas, value.type)) return undefined;
  if (!isDid(value.owner)) return { wrong: 'owner must be a DID' };
  const parsed = schemas[value.type as Rest].safeParse(value);
  if (parsed.success) return { record: parsed.data };
  const [issue] = parsed.error.issues;
  return { wrong: `${issue?.path.join('/') ?? ''} ${issue?.message ?? 'is not a document'}`.trim() };
}
