import type { PathOf, PathTo, ValueAt } from './paths.ts';
import type { Selection } from './query.ts';

type Figure = string | number;

/** Over the documents of a selection: as a whole, or by the values of up to three fields. */
export interface AggregateQuery<Body, G, S, A, Min, Max> extends Selection<Body> {
  readonly groupBy?: readonly (G & PathOf<Body>)[];
  readonly sum?: readonly (S & PathTo<Body, number>)[];
  readonly avg?: readonly (A & PathTo<Body, number>)[];
  readonly min?: readonly (Min & PathTo<Body, Figure>)[];
  readonly max?: readonly (Max & PathTo<Body, Figure>)[];
}

/** `null`: no document of the group has such a value there. */
export interface AggregateGroup<Body, G, S, A, Min, Max> {
  /** What the documents of this group have in common. */
  readonly by: { readonly [P in G & string]: ValueAt<Body, P> | null };
  readonly count: number;
  readonly sum: { readonly [P in S & string]: number | null };
  readonly avg: { readonly [P in A & string]: number | null };
  readonly min: { readonly [P in Min & string]: Extract<ValueAt<Body, P>, Figure> | null };
  readonly max: { readonly [P in Max & string]: Extract<ValueAt<Body, P>, Figure> | null };
}
