import type { AclInput, Did, ListScope, LiveEvent, VibeDocument } from '@vibe/shared';
import type { VibeError } from './errors.ts';
import type { LiveList, LiveSnapshot } from './live/live-list.ts';

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
  /** Left out: the collection's `defaultAcl`, or else only the owner. */
  readonly acl?: AclInput;
}
export interface UpdateOptions extends CallOptions {
  readonly acl?: AclInput;
}

export interface LiveQuery {
  /**
   * Whose documents: `own` mine; `shared` others', shared with me by name; `public` anyone's, readable by everyone; `all` everything I may read.
   * Left out: `all`.
   */
  readonly scope?: ListScope | undefined;
  /** Documents per page, 1 to 100. Left out: 20. */
  readonly limit?: number | undefined;
}
export interface FindQuery extends LiveQuery, CallOptions {
  /** From the page before. */
  readonly cursor?: string | undefined;
}
export interface Page<Body> {
  /** Newest first, by creation. */
  readonly documents: readonly VibeDocument<Body>[];
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
export interface Collection<Body extends object> {
  readonly name: string;

  /** Shows at once in live lists of this client, as `pending`; taken out again when it fails. @throws {VibeError} schema_violation, already_exists, … */
  create(body: Body, options?: CreateOptions): Promise<VibeDocument<Body>>;

  /** `undefined` when there is no such document, or none that one may read. */
  get(key: string | DocumentKey, options?: CallOptions): Promise<VibeDocument<Body> | undefined>;

  /** One page, newest first. */
  find(query?: FindQuery): Promise<Page<Body>>;

  /** Replaces the body of that revision. @throws {VibeError} revision_conflict when there is another one by now */
  update(document: DocumentRevision, body: Body, options?: UpdateOptions): Promise<VibeDocument<Body>>;
  /** Reads, changes, writes; and again when someone else was faster, so `change` may be called several times. @throws {VibeError} not_found, … */
  update(document: string | DocumentKey, change: (body: Body) => Body, options?: UpdateOptions): Promise<VibeDocument<Body>>;

  /** Says anew who may read and write; the body stays. Only the owner may. @throws {VibeError} revision_conflict, forbidden */
  share(document: DocumentRevision, acl: AclInput, options?: CallOptions): Promise<VibeDocument<Body>>;

  /** Of a revision: @throws {VibeError} revision_conflict when there is another one by now. By id or key: whichever revision is there. */
  remove(document: string | DocumentKey | DocumentRevision, options?: CallOptions): Promise<void>;

  /** A list that keeps itself up to date while somebody listens; does nothing before. */
  live(query?: LiveQuery): LiveList<Body>;

  /** `live`, with one listener: called with the present state first. Returns how to stop; so does `signal`. */
  subscribe(query: LiveQuery & CallOptions, listener: (list: LiveSnapshot<Body>) => void): () => void;

  /** What happens, one by one, for a list of one's own: read it with `find` at each `ready` and `resync`. */
  changes(query: Omit<LiveQuery, 'limit'> & CallOptions, listener: (event: ChangeEvent<Body>) => void): () => void;
}
