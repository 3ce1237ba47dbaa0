import type { VibeError } from '../errors.ts';
import type { DocumentOf } from '../query/relations.ts';
import type { Pending } from './pending-writes.ts';

export type LiveDocument<Body = Record<string, unknown>, X = unknown> = Pending<DocumentOf<Body, X>>;

/** A live list at one moment. The same moment is the same object, and a document that did not change is the same object in the next one. */
export interface LiveSnapshot<Body = Record<string, unknown>, X = unknown> {
  /** In the order of `sort`; newest first without one. `undefined`: not read yet. `[]`: there are none. */
  readonly documents: readonly LiveDocument<Body, X>[] | undefined;
  /** Neither documents nor an error yet. */
  readonly loading: boolean;
  /** Why the list cannot be read, or is not kept up to date any more. Documents stay as they were. */
  readonly error: VibeError | undefined;
  readonly hasMore: boolean;
  /** `more` is under way. */
  readonly loadingMore: boolean;
  /** Changes come as they happen. `false` while a broken stream is opened again; what was missed is made up for. */
  readonly connected: boolean;
  /** Reads the next page at the end. @throws {VibeError} when that fails; the list stays as it was. */
  readonly more: () => Promise<void>;
}

/** A list kept up to date while somebody listens. */
export interface LiveList<Body = Record<string, unknown>, X = unknown> extends AsyncIterable<LiveSnapshot<Body, X>> {
  /** The list now. */
  readonly snapshot: () => LiveSnapshot<Body, X>;
  /** Calls back at every change, not for what `snapshot()` already is. The first listener starts the list, the last one to leave ends it. */
  readonly subscribe: (listener: (snapshot: LiveSnapshot<Body, X>) => void) => () => void;
  /** Reads the next page at the end. @throws {VibeError} when that fails; the list stays as it was. */
  readonly more: () => Promise<void>;
  /** Begins anew, also after an error for good. What is shown stays until there is something newer. */
  refresh(): void;
  /** Each state of the list in turn; a reader slower than the list skips to the newest. Ends with `break`. */
  [Symbol.asyncIterator](): AsyncGenerator<LiveSnapshot<Body, X>, void, undefined>;
}
