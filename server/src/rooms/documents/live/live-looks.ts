import type { VibeDocument } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../../platform/context.ts';
import { perProcess } from '../../../platform/lifetime.ts';
import type { Change } from '../../changes/index.ts';
import { aclReaders } from '../access/principals.ts';
import { type DocumentKey, type StoredDocument, toReaders } from '../document.ts';
import { findDocumentsForFeed, type WeighedDocument } from '../documents.store.ts';
import type { ReadBy } from '../scope.ts';

/** A document as the process saw it, and as those get it who see its ACL and those who do not. */
export interface Seen extends ReadBy {
  readonly stored: StoredDocument;
  readonly whole: VibeDocument;
  readonly plain: VibeDocument;
}
export interface Look {
  readonly key: string;
  readonly document: DocumentKey;
  /** When it was begun, on the clock of `Looks.now`. */
  readonly at: number;
  /** `undefined`: it is not there. */
  readonly seen: Seen | undefined;
}

/** One name for one document. No DID and no collection holds a line break. */
export const nameOf = ({ owner, collection, id }: DocumentKey): string => `${owner}\n${collection}\n${id}`;

/** Bytes of documents kept for streams that are about to send them. */
const KEPT_BYTES = 32 * 1024 * 1024;
const AT_ONCE = 200;

interface Asked {
  readonly document: DocumentKey;
  readonly look: PromiseWithResolvers<Look>;
}

/** How live streams see documents: each is read once for each change, whoever many follow it, and those that changed together in one query. */
class Looks {
  readonly #services: Services;
  readonly #byChange = new WeakMap<Change, Promise<Look>>();
  readonly #kept = new LRUCache<string, { seen: Seen; bytes: number }>({ maxSize: KEPT_BYTES, sizeCalculation: ({ bytes }) => bytes });
  #asked = new Map<string, Asked>();
  #clock = 0;

  constructor(services: Services) {
    this.#services = services;
  }

  /** A clock without time: whatever is begun after this was read sees what was committed before. */
  now(): number {
    return ++this.#clock;
  }

  /** The document after a change, or newer: one look for all who ask. */
  after(change: Change): Promise<Look> {
    const look = this.#byChange.get(change) ?? this.fresh(change);
    this.#byChange.set(change, look);
    return look;
  }

  /** The document as it is now. */
  fresh(document: DocumentKey): Promise<Look> {
    const key = nameOf(document);
    const asked = this.#asked.get(key) ?? { document, look: Promise.withResolvers<Look>() };
    if (this.#asked.size === 0) setImmediate(() => void this.#read());
    this.#asked.set(key, asked);
    if (this.#asked.size >= AT_ONCE) void this.#read();
    return asked.look.promise;
  }

  /** What was seen lately. */
  kept(key: string): Seen | undefined {
    return this.#kept.get(key)?.seen;
  }

  async #read(): Promise<void> {
    const asked = this.#asked;
    if (asked.size === 0) return;
    this.#asked = new Map();
    const at = this.now();
    try {
      const documents = [...asked.values()].map(({ document: { owner, collection, id } }) => ({ owner, collection, id }));
      const found = new Map((await findDocumentsForFeed(this.#services.database, documents)).map((each) => [nameOf(each[0]), each]));
      for (const [key, { document, look }] of asked) look.resolve({ key, document, at, seen: this.#keep(key, found.get(key)) });
    } catch (error) {
      for (const { look } of asked.values()) look.reject(error);
    }
  }

  #keep(key: string, found: WeighedDocument | undefined): Seen | undefined {
    if (!found) return void this.#kept.delete(key);
    const [stored, bytes] = found;
    const { readers, denied } = aclReaders(stored.acl);
    const seen = {
      ...{ stored, owner: stored.owner, readers, denied },
      ...{ whole: toReaders(stored, [stored.owner]), plain: toReaders(stored, []) },
    };
    this.#kept.set(key, { seen, bytes: bytes + 1_000 });
    return seen;
  }
}

export const looks = perProcess((services: Services) => new Looks(services));
