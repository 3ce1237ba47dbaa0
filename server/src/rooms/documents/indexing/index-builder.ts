import { VibeError } from '@vibe/shared';
import type { Services } from '../../../platform/context.ts';
import { type IndexTurn, SEARCH } from '../../apps/index.ts';
import { isNotUnique } from '../write/write.store.ts';
import { entriesIn, type Indexing, textsIn, wholeOf } from './index-entries.ts';
import { isTooIndexed } from './index-lexemes.store.ts';
import { findHolder, type Indexed, putEntries } from './index-rows.store.ts';
import { countOwners, type Looked, lookAt, type Place, readChanged, readMark, readPage } from './index-scan.store.ts';
import { settled } from './index-settled.ts';
import type { IndexSpec } from './index-spec.ts';

/** Documents that the index cannot take. */
export class Unfit extends Error {
  readonly documents: readonly { readonly owner: string; readonly ids: readonly string[] }[];
  constructor(because: string, documents: Unfit['documents']) {
    super(because);
    this.documents = documents;
  }
}

export class IndexBuilder {
  readonly #services: Services;
  readonly #turn: IndexTurn;
  readonly #index: IndexSpec;
  readonly #int64: ReadonlySet<string>;
  /** The members of a body that are read. */
  readonly #members: readonly string[];
  readonly #names: readonly string[];
  #since: string;

  constructor(services: Services, turn: IndexTurn, index: IndexSpec, int64: ReadonlySet<string>) {
    this.#services = services;
    this.#turn = turn;
    this.#index = index;
    this.#int64 = int64;
    this.#members = [...new Set(index.fields.map((field) => field.split('.')[0] as string))];
    this.#names = index.unique ? [index.stored, wholeOf(index.stored)] : [index.stored];
    this.#since = turn.reached.since ?? '';
  }

  /** @returns false when the index is no longer wanted */
  async putAll(): Promise<boolean> {
    const { database } = this.#services;
    let after: Place | undefined = this.#turn.reached;
    // A database that was restored counts its transactions from the start: what was noted before says nothing.
    if (this.#since === '' || BigInt(this.#since) > BigInt(await readMark(database))) {
      after = { owner: '', id: '' };
      await this.#turn.countOwners(await countOwners(database));
      this.#since = await settled(this.#services);
      if (!(await this.#turn.save({ since: this.#since }))) return false;
    }
    while (after) {
      this.#services.lifetime.signal.throwIfAborted();
      const page = await readPage(database, this.#index.collection, this.#members, after);
      await this.#put(page.documents);
      after = page.next;
      const reached = after && { atOwner: after.owner, atId: after.id };
      if (!(await this.#turn.save({ ...reached, documents: page.documents.length, owners: page.owners }))) return false;
    }
    return true;
  }

  /** Looks at what was written meanwhile, until a look has put nothing: a row that is put may again be one that a write does not see. */
  async settle(): Promise<boolean> {
    for (let put = 1; put > 0; ) {
      const next = await settled(this.#services);
      put = await this.#lookAgain(this.#since);
      this.#since = next;
      if (!(await this.#turn.save({ since: next }))) return false;
    }
    return true;
  }

  async #lookAgain(since: string): Promise<number> {
    const { database } = this.#services;
    let put = 0;
    let page = await readChanged(database, this.#index.collection, since);
    for (;;) {
      this.#services.lifetime.signal.throwIfAborted();
      for (let at = 0; at < page.places.length; at += 200) {
        const documents = await lookAt(database, this.#index.collection, this.#members, page.places.slice(at, at + 200));
        put += await this.#put(documents);
      }
      if (!page.next) return put;
      page = await readChanged(database, this.#index.collection, since, page.next);
    }
  }

  async #put(documents: readonly Looked[]): Promise<number> {
    const { database } = this.#services;
    const byOwner = Map.groupBy(documents, ({ owner }) => owner);
    let put = 0;
    const all = [...byOwner.values()];
    // A few owners at a time: enough for the two connections of batches.
    for (let at = 0; at < all.length; at += 8) {
      const done = await Promise.all(
        all.slice(at, at + 8).map(async (owned) => {
          const indexed = owned.map((each) => ({ ...each, indexing: this.#indexing(each) }));
          try {
            return await putEntries(database, this.#index.collection, this.#names, indexed);
          } catch (error) {
            if (!isNotUnique(error) && !isTooIndexed(error)) throw error;
            return this.#putOneByOne(indexed);
          }
        }),
      );
      put += done.reduce((sum, each) => sum + each.put, 0);
    }
    return put;
  }

  #indexing({ owner, id, body }: Looked): Indexing {
    if (body === undefined) return {};
    try {
      return this.#index.name === SEARCH ? { texts: textsIn(this.#index, body) } : { entries: entriesIn(this.#index, this.#int64, body) };
    } catch (error) {
      if (!(error instanceof VibeError)) throw error;
      throw new Unfit(error.message, [{ owner, ids: [id] }]);
    }
  }

  /** Among these are documents that the index does not take, or did not a moment ago. @throws {Unfit} the first of them */
  async #putOneByOne(documents: readonly Indexed[]): Promise<{ put: number }> {
    let put = 0;
    const unfit: { owner: string; ids: string[] }[] = [];
    for (const document of documents) {
      const rival = await this.#putOne(document);
      if (typeof rival === 'number') put += rival;
      else unfit.push({ owner: document.owner, ids: [rival.id, document.id].sort() });
      if (unfit.length === MOST_NAMED) break;
    }
    if (unfit.length === 0) return { put };
    throw new Unfit(`documents of one owner have the same ${this.#index.fields.join(', ')}`, unfit);
  }

  /** @returns the document that stands in the way */
  async #putOne(document: Indexed, tries = 3): Promise<number | { readonly id: string }> {
    const { database } = this.#services;
    const { collection } = this.#index;
    try {
      return (await putEntries(database, collection, this.#names, [document])).put;
    } catch (error) {
      if (isTooIndexed(error))
        throw new Unfit('a document has more index entries than its readers allow', [{ owner: document.owner, ids: [document.id] }]);
      if (!isNotUnique(error)) throw error;
    }
    const holder = await findHolder(database, collection, document);
    if (holder !== undefined && tries === 0) return { id: holder };
    // Either may have been written meanwhile: as they are now they may get along.
    const places = [holder, document.id].flatMap((id) => (id === undefined ? [] : [{ owner: document.owner, id }]));
    const now = await lookAt(database, collection, this.#members, places);
    const rival = now.find(({ id }) => id === holder);
    if (rival) await putEntries(database, collection, this.#names, [{ ...rival, indexing: this.#indexing(rival) }]).catch(() => {});
    const again = now.find(({ id }) => id === document.id);
    return again ? this.#putOne({ ...again, indexing: this.#indexing(again) }, tries - 1) : 0;
  }
}

const MOST_NAMED = 10;
