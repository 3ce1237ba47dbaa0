import type {
  AccessExplanation,
  AclInput,
  CollectionAclInForce,
  CollectionAclInput,
  Did,
  DocumentConflicts,
  DocumentHistory,
  ListScope,
  LiveEvent,
  UpdatedDocument,
  VibeDocument,
} from '@vibe/shared';
import type { VibeError } from './errors.ts';
import type { LiveList, LiveSnapshot } from './live/live-list.ts';
import type { AggregateGroup, AggregateQuery, Figure, Summable } from './query/aggregate.ts';
import type { PathOf, PathTo } from './query/paths.ts';
import type { ListQuery, Selection } from './query/query.ts';
import type { DocumentOf, Expand, Expanded, NothingExpanded } from './query/relations.ts';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A document by its id, which is unique per owner. `owner` left out: mine. */
export interface DocumentKey {
  readonly id: string;
  readonly owner?: Did;
}
/** A document as it was when it was read. */
export interface DocumentRevision extends DocumentKey {
  readonly rev: string;
}

export interface CreateOptions extends CallOptions {
  /** Left out: a new one. Give it to send a create of an earlier run again. */
  readonly id?: string;
  /** Left out: the collection's own, or the manifest's `defaultAcl`, or else only the owner. */
  readonly acl?: AclInput;
  /** Whose collection it goes into; its `create` rule must allow it, and its rules hold: no `acl` then. Left out: mine. */
  readonly owner?: Did;
}
export interface UpdateOptions extends CallOptions {
  readonly acl?: AclInput;
}
export interface KeepOptions extends CallOptions {
  /** An edit of an older revision is kept beside the one that is there, as CouchDB does: see `conflicts`. */
  readonly conflict: 'keep';
}
export interface Resolution<Body> extends CallOptions {
  /** The winner that was looked at. */
  readonly rev: string;
  /** What is to stay. Left out: the winner's body. */
  readonly body?: Body;
  /** Which revisions end. Left out: all that lost. */
  readonly losers?: readonly string[];
}

export interface FindQuery<Body, R = unknown, E = unknown> extends ListQuery<Body, R, E>, CallOptions {
  /** From the page before. */
  readonly cursor?: string | undefined;
}
export interface Page<Body, X = unknown> {
  /** In the order of `sort`; newest first, by creation, without one. */
  readonly documents: readonly DocumentOf<Body, X>[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

/** `failed`: the stream broke. `over`: for good, until someone else signs in; else it is opened again and nothing is lost. */
export type ChangeEvent<Body> = LiveEvent<Body> | { readonly type: 'failed'; readonly error: VibeError; readonly over: boolean };

/**
 * The documents of one collection of the app. Everything rejects with VibeError.
 *
 * Reads and creates are sent again, up to three times, when the network or the server falters. Updates and removals are not, unless the first try is
 * known to have done nothing: after `network`, `timeout` or `unavailable` they may or may not have happened.
 */
export interface Collection<Body extends object, R = unknown> {
  readonly name: string;

  /** Shows at once in live lists of this client, as `pending`; taken out again when it fails. @throws {VibeError} schema_violation, already_exists, … */
  create(body: Body, options?: CreateOptions): Promise<VibeDocument<Body>>;

  /** `undefined` when there is no such document, or none that one may read. */
  get(key: string | DocumentKey, options?: CallOptions): Promise<VibeDocument<Body> | undefined>;

  /**
   * One page. Filters and sorting across owners need an index in the manifest.
   * @throws {VibeError} index_required, index_building, query_too_broad, bad_cursor, …
   */
  find<const E extends Expand = NothingExpanded>(query?: FindQuery<Body, R, E>): Promise<Page<Body, Expanded<R, E>>>;

  /** How many there are. @throws {VibeError} as `find` */
  count(query?: Selection<Body> & CallOptions): Promise<number>;

  /** Counts and figures, by the values of up to three fields. @throws {VibeError} as `find` */
  aggregate<
    const G extends PathOf<Body> = never,
    const S extends PathTo<Body, Summable> = never,
    const A extends PathTo<Body, Summable> = never,
    const Min extends PathTo<Body, Figure> = never,
    const Max extends PathTo<Body, Figure> = never,
  >(query: AggregateQuery<Body, G, S, A, Min, Max> & CallOptions): Promise<readonly AggregateGroup<Body, G, S, A, Min, Max>[]>;

  /** Replaces the body of that revision. @throws {VibeError} revision_conflict when there is another one by now */
  update(document: DocumentRevision, body: Body, options?: UpdateOptions): Promise<VibeDocument<Body>>;
  /** The same, but never a conflict: the answer is the document that won; `keptAs` says that it is another one's, and under which revision this one is kept. */
  update(document: DocumentRevision, body: Body, options: KeepOptions): Promise<UpdatedDocument<Body>>;
  /** Reads, changes, writes; and again when someone else was faster, so `change` may be called several times. @throws {VibeError} not_found, … */
  update(document: string | DocumentKey, change: (body: Body) => Body, options?: UpdateOptions): Promise<VibeDocument<Body>>;

  /** Says anew who may read and write; the body stays. Only the owner may. @throws {VibeError} revision_conflict, forbidden */
  share(document: DocumentRevision, acl: AclInput, options?: CallOptions): Promise<VibeDocument<Body>>;

  /** Of a revision: @throws {VibeError} revision_conflict when there is another one by now. By id or key: whichever revision is there. */
  remove(document: string | DocumentKey | DocumentRevision, options?: CallOptions): Promise<void>;

  /** Revisions that lost against another and were not resolved yet. @throws {VibeError} not_found */
  conflicts(key: string | DocumentKey, options?: CallOptions): Promise<DocumentConflicts<Body>>;
  /** Ends conflicts, in one step. @throws {VibeError} revision_conflict when another revision wins by now */
  resolve(key: string | DocumentKey, resolution: Resolution<Body>): Promise<VibeDocument<Body>>;
  /** What a document has been, newest first; where the manifest says `history`. For its owner and those who may write. @throws {VibeError} not_found, … */
  history(
    key: string | DocumentKey,
    options?: CallOptions & { readonly limit?: number; readonly cursor?: string | undefined },
  ): Promise<DocumentHistory<Body>>;

  /** The rules of my part of this collection: what documents get that are created without an ACL, and who besides me may create. */
  acl(options?: CallOptions): Promise<CollectionAclInForce>;
  /** Sets them; `null`: the manifest's again. Documents that are there keep theirs. */
  setAcl(acl: CollectionAclInput | null, options?: CallOptions): Promise<CollectionAclInForce>;
  /** Who may do what with a document, and by which rule; without `id`: with the collection. `did` left out: about me. */
  explainAccess(question?: Partial<DocumentKey> & { readonly did?: Did } & CallOptions): Promise<AccessExplanation>;

  /** A list that keeps itself up to date while somebody listens; does nothing before. */
  live<const E extends Expand = NothingExpanded>(query?: ListQuery<Body, R, E>): LiveList<Body, Expanded<R, E>>;

  /** `live`, with one listener: called with the present state first. Returns how to stop; so does `signal`. */
  subscribe<const E extends Expand = NothingExpanded>(
    query: ListQuery<Body, R, E> & CallOptions,
    listener: (list: LiveSnapshot<Body, Expanded<R, E>>) => void,
  ): () => void;

  /** What happens, one by one, for a list of one's own: read it with `find` at each `ready` and `resync`. */
  changes(query: { readonly scope?: ListScope | undefined } & CallOptions, listener: (event: ChangeEvent<Body>) => void): () => void;
}
