import type { VibeDocument } from '@vibe/shared';

/** Where a relation leads, and what may be expanded from there. */
export interface Relation {
  /** A reverse relation leads to several documents. */
  readonly many: boolean;
  readonly body: object;
  readonly relations: object;
}

/** Of an app whose manifest is not known. */
export interface AnyRelation extends Relation {
  readonly body: Record<string, unknown>;
  readonly relations: { readonly [name: string]: AnyRelation };
}

/** Which relations to follow, three steps at the most: `{ author: true, replies: { expand: { author: true } } }`. */
export type Expand = { readonly [relation: string]: true | { readonly expand: Expand } };
export type NothingExpanded = Record<never, never>;
/** Refuses what is no relation of the collection, at every step. */
export type CheckedExpand<R, E> = {
  readonly [N in keyof E]: N extends keyof R
    ? E[N] extends { readonly expand: infer X }
      ? { readonly expand: CheckedExpand<Inner<R[N]>, X> }
      : true
    : never;
};
type Inner<R> = R extends Relation ? R['relations'] : never;

/** What was expanded: a document, `null` where there is none that the reader may read, or several documents. */
export type Expanded<R, E> = { readonly [N in keyof E & keyof R]: R[N] extends Relation ? Found<R[N], E[N]> : never };
type Found<R extends Relation, E> =
  | (true extends R['many'] ? readonly Target<R, E>[] : never)
  | (false extends R['many'] ? Target<R, E> | null : never);
type Target<R extends Relation, E> = DocumentOf<R['body'], E extends { readonly expand: infer X } ? Expanded<R['relations'], X> : unknown>;

/** A document with what was expanded from it. */
export type DocumentOf<Body, X = unknown> = unknown extends X
  ? VibeDocument<Body>
  : [keyof X] extends [never]
    ? VibeDocument<Body>
    : Omit<VibeDocument<Body>, 'expanded'> & { readonly expanded: X };
