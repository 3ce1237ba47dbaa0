import type { Did, ListScope } from '@vibe/shared';
import type { PathTo } from './paths.ts';
import type { CheckedExpand } from './relations.ts';
import type { Where } from './where.ts';

/** Which documents. */
export interface Selection<Body> {
  /**
   * Whose documents: `own` mine; `shared` others', shared with me by name; `public` anyone's, readable by everyone; `all` everything I may read.
   * Left out: `all`.
   */
  readonly scope?: ListScope | undefined;
  /** Only documents of this person or app. */
  readonly owner?: Did | undefined;
  readonly where?: Where<Body> | undefined;
  /** Words that all are in the fields that the manifest declares for search. */
  readonly search?: string | undefined;
}

type Direction = '' | '-';
type SortKey<Body> = `${Direction}${PathTo<Body, string | number | boolean> | 'createdAt'}`;
/** Fields in order, `-` before one: the greatest first. */
export type Sort<Body> = SortKey<Body> | readonly SortKey<Body>[];

export interface ListQuery<Body, R = unknown, E = unknown> extends Selection<Body> {
  /** Left out: newest first, by creation. */
  readonly sort?: Sort<Body> | undefined;
  /** Documents per page, 1 to 100. Left out: 20. */
  readonly limit?: number | undefined;
  /** Relations to follow, each with the reader's own rights: what is found is in `document.expanded`. */
  readonly expand?: (E & CheckedExpand<R, NoInfer<E>>) | undefined;
}
