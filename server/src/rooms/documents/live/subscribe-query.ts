import { type PatchOp, type SubscribedQuery, type SubscribeEvent, type VibeDocument, VibeError } from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { DocumentKey } from '../document.ts';
import { type Look, looks, nameOf } from './live-looks.ts';
import { type Aim, markOf } from './subscribe-aim.ts';
import { type Step, stepsBetween } from './subscribe-diff.ts';
import { findNow } from './subscribe-find.ts';
import { type Follower, subscribeHub } from './subscribe-hub.ts';
import { digestOf, pieceOf } from './subscribe-position.ts';
import { FollowedRelations } from './subscribe-relations.ts';
import { type Entry, Window } from './subscribe-window.ts';

/** What is to be sent, and what the subscriber holds of this query once it has it; `undefined`: nothing any more. */
export interface Outgoing {
  /** `undefined`: they have it already. */
  readonly event: SubscribeEvent | undefined;
  readonly piece: string | undefined;
}

/** A query that has to be asked to know what changed rests so long after each answer, and ten times as long as the answer took. */
const ASK_PAUSE_MS = 150;
const RETRY_MS = 1_000;

/**
 * One query of one stream. Between two events it is told of documents (`note`), which costs memory of the window alone; what has changed since the last event is worked out when
 * the stream has room for the next one, so that a slow subscriber gets fewer and larger steps and never a queue.
 */
export class LiveQuery implements Follower {
  readonly key: string;
  readonly collection: string;
  readonly query: SubscribedQuery;
  readonly #ctx: Context;
  readonly #wake: (query: LiveQuery) => void;
  readonly #digest: number;
  /** The result is not worked out here: what a search or a relation brings, the database says. */
  readonly #asks: boolean;
  #aim: Aim;
  #window: Window;
  #leave: () => void;
  #holding = new Map<string, Entry>();
  readonly #relations: FollowedRelations | undefined;
  #sent: readonly Entry[] | undefined;
  #sentMore = false;
  #stale = true;
  #finding = false;
  #foundAt = 0;
  /** Documents that changed while the query was asked: before it saw them, or after. */
  #unsure = new Map<string, DocumentKey>();
  /** As the last answer had them, until they are sent. */
  #found = new Map<string, VibeDocument>();
  #notBefore = 0;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(ctx: Context, key: string, query: SubscribedQuery, aim: Aim, wake: (query: LiveQuery) => void) {
    this.key = key;
    this.query = query;
    this.collection = query.collection;
    this.#ctx = ctx;
    this.#wake = wake;
    this.#digest = digestOf(`${key}\n${canonicalJson(JSON.parse(JSON.stringify(query)))}`);
    this.#asks = query.search !== undefined || query.expand !== undefined;
    this.#aim = aim;
    this.#window = this.#newWindow();
    this.#leave = subscribeHub(ctx).join(this);
    this.#relations = query.expand && new FollowedRelations(ctx, () => this.miss());
  }

  get among(): readonly string[] {
    return this.#aim.among;
  }

  get equality() {
    return this.#aim.equality;
  }

  /** Documents it holds. */
  get size(): number {
    return this.#window.entries.length;
  }

  /** The reader has become somebody else, or the collection something else: what is shown is found anew. */
  retarget(aim: Aim): void {
    this.#leave();
    this.#aim = aim;
    const entries = this.#window.entries;
    this.#window = this.#newWindow();
    this.#window.replace(entries, false);
    this.#leave = subscribeHub(this.#ctx).join(this);
    this.miss();
  }

  leave(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#leave();
    this.#relations?.leave();
    this.#hold([]);
  }

  note(look: Look): void {
    if (this.#over) return;
    if (this.#finding || look.at < this.#foundAt) this.#unsure.set(look.key, look.document);
    else if (!this.#take(look)) return;
    this.#wakeSoon();
  }

  miss(): void {
    this.#stale = true;
    this.#wakeSoon();
  }

  /**
   * Works out what the subscriber lacks. `undefined`: nothing.
   * @param held what a subscriber who comes back has
   * @throws {VibeError} unavailable, internal: it is worth trying again
   */
  async next(held: ReadonlySet<string> = new Set()): Promise<Outgoing | undefined> {
    try {
      while (!this.#over) {
        if (this.#stale || this.#window.lacks) await this.#find();
        if (this.#unsure.size > 0) await this.#lookAgain();
        if (this.#stale || this.#window.lacks || this.#unsure.size > 0) continue;
        const shown = this.#window.shown;
        const { more } = this.#window;
        const steps = this.#sent && stepsBetween(this.#sent, shown);
        if (steps?.length === 0 && more === this.#sentMore) return undefined;
        const wanted = steps ? steps.flatMap((each) => ('item' in each ? [each.item] : [])) : shown;
        const documents = this.#atHand(wanted);
        if (documents.size < wanted.length && !(await this.#fetch(wanted, documents))) continue;
        const isFirst = this.#sent === undefined;
        this.#sent = shown;
        this.#sentMore = more;
        this.#found.clear();
        const piece = pieceOf(this.#digest, shown, more);
        if (isFirst && held.has(piece)) return { event: undefined, piece };
        const { key } = this;
        if (!steps)
          return { event: { type: 'result', key, documents: shown.map((each) => documents.get(each.key) as VibeDocument), more }, piece };
        return { event: { type: 'patch', key, ops: steps.map((each) => opOf(each, documents)), more }, piece };
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof VibeError) || error.code === 'unavailable' || error.code === 'internal') throw error;
      return this.refuse(error);
    }
  }

  /** It is over. */
  refuse({ code, message, hint }: VibeError): Outgoing {
    this.leave();
    return {
      event: { type: 'refused', key: this.key, error: { code, message, ...(hint !== undefined && { hint }) } },
      piece: undefined,
    };
  }

  /** Asks to be looked after again in a while: the database was away. */
  retry(): void {
    this.#stale = true;
    this.#notBefore = this.#now() + RETRY_MS;
    this.#wakeSoon();
  }

  #newWindow(): Window {
    const { limit } = this.query;
    return new Window(limit, this.#asks ? 1 : Math.max(5, limit >> 2), this.#aim.compare);
  }

  /** @returns whether it changes anything */
  #take({ key, seen }: Look): boolean {
    const document = seen && this.#aim.shows(seen);
    if (this.#asks) {
      if (!document && !this.#holding.has(key)) return false;
      this.#stale = true;
      return true;
    }
    const hub = subscribeHub(this.#ctx);
    if (!seen || !document) {
      if (!this.#window.drop(key)) return false;
      this.#release(key);
      return true;
    }
    const entry = hub.shared(this.#aim.entryOf(document, seen.stored.ord));
    const known = this.#holding.get(key);
    if (known?.mark === entry.mark) return false;
    const leaving = this.#window.put(entry);
    if (leaving?.key !== key) {
      this.#holding.set(key, entry);
      hub.hold(key, this, entry);
    }
    if (leaving && this.#holding.has(leaving.key)) this.#release(leaving.key);
    return true;
  }

  async #find(): Promise<void> {
    const begun = this.#now();
    this.#finding = true;
    this.#stale = false;
    this.#unsure.clear(); // whatever changed so far, the answer will have
    try {
      const { documents, complete, related } = await findNow(this.#ctx, this.#aim.reader, this.query, this.#window.capacity);
      if (this.#over) return;
      const hub = subscribeHub(this.#ctx);
      const entries = documents.map(({ document, ord }) => hub.shared(this.#aim.entryOf(document, ord)));
      this.#window.replace(entries, complete);
      this.#hold(entries);
      this.#found = new Map(documents.map(({ document }) => [nameOf(document), document]));
      if (related && this.#relations?.follow(related, this.#aim.reader.principals)) this.#stale = true;
    } catch (error) {
      this.#stale = true;
      throw error;
    } finally {
      this.#finding = false;
      this.#foundAt = looks(this.#ctx).now();
      if (this.#asks) this.#notBefore = this.#now() + Math.max(ASK_PAUSE_MS, 10 * (this.#now() - begun));
    }
  }

  async #lookAgain(): Promise<void> {
    const unsure = [...this.#unsure.values()];
    this.#unsure.clear();
    for (const look of await Promise.all(unsure.map((each) => looks(this.#ctx).fresh(each)))) {
      if (look.at < this.#foundAt) this.#unsure.set(look.key, look.document);
      else this.#take(look);
    }
  }

  /** The documents of these entries that are in memory: of the last answer, or seen lately. */
  #atHand(entries: readonly Entry[]): Map<string, VibeDocument> {
    const documents = new Map<string, VibeDocument>();
    for (const { key, mark } of entries) {
      const found = this.#found.get(key);
      const seen = found && markOf(found) === mark ? undefined : looks(this.#ctx).kept(key);
      const document = seen ? this.#aim.shows(seen) : found;
      if (document && markOf(document) === mark) documents.set(key, document);
    }
    return documents;
  }

  /** Looks at the others now. @returns false: one of them is another by now */
  async #fetch(entries: readonly Entry[], documents: Map<string, VibeDocument>): Promise<boolean> {
    const missing = entries.filter(({ key }) => !documents.has(key));
    const fresh = await Promise.all(
      missing.map(({ place }) => looks(this.#ctx).fresh({ ...keyOf(place), collection: this.query.collection })),
    );
    for (const [at, look] of fresh.entries()) {
      const document = look.seen && this.#aim.shows(look.seen);
      if (document && markOf(document) === missing[at]?.mark) documents.set(look.key, document);
      else if (this.#asks) this.#stale = true;
      else this.#take(look);
    }
    return documents.size === entries.length;
  }

  #hold(entries: readonly Entry[]): void {
    const hub = subscribeHub(this.#ctx);
    const before = this.#holding;
    this.#holding = new Map(entries.map((entry) => [entry.key, entry]));
    for (const [key, entry] of this.#holding) hub.hold(key, this, entry);
    for (const key of before.keys()) if (!this.#holding.has(key)) hub.release(key, this);
  }

  #release(key: string): void {
    this.#holding.delete(key);
    subscribeHub(this.#ctx).release(key, this);
  }

  #now(): number {
    return this.#ctx.clock.now().getTime();
  }

  #wakeSoon(): void {
    if (this.#over || this.#timer) return;
    const wait = this.#stale || this.#unsure.size > 0 ? this.#notBefore - this.#now() : 0;
    if (wait <= 0) this.#wake(this);
    else
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#wake(this);
      }, wait);
  }
}

const keyOf = ({ owner, id }: { readonly owner: string; readonly id: string }) => ({ owner: owner as DocumentKey['owner'], id });

function opOf(step: Step<Entry>, documents: ReadonlyMap<string, VibeDocument>): PatchOp {
  if (step.op === 'remove') return step;
  const document = documents.get(step.item.key) as VibeDocument;
  return step.op === 'move' ? { op: 'move', from: step.from, to: step.to, document } : { op: step.op, at: step.at, document };
}
