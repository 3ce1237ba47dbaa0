import type { ValueAt } from './paths.ts';
import type { Selection } from './query.ts';

export type Figure = string | number;
/** A number, or the text of a 64-bit one. */
export type Summable = number | `${bigint}`;
/** Exact for 64-bit numbers: text again. */
type Sum<V> = [Extract<V, `${bigint}`>] extends [never] ? number : string;

/** Over the documents of a selection: as a whole, or by the values of up to three fields. */
export interface AggregateQuery<Body, G, S, A, Min, Max> extends Selection<Body> {
  readonly groupBy?: readonly G[];
  readonly sum?: readonly S[];
  readonly avg?: readonly A[];
  readonly min?: readonly Min[];
  readonly max?: readonly Max[];
}

/** `null`: no document of the group has such a value there. */
export interface AggregateGroup<Body, G, S, A, Min, Max> {
  /** What the documents of this group have in common. */
  readonly by: { readonly [P in G & string]: ValueAt<Body, P> | null };
  readonly count: number;
  readonly sum: { readonly [P in S & string]: Sum<ValueAt<Body, P>> | null };
  readonly avg: { readonly [P in A & string]: Sum<ValueAt<Body, P>> | null };
  readonly min: { readonly [P in Min & string]: Extract<ValueAt<Body, P>, Figure> | null };
  readonly max: { readonly [P in Max & string]: Extract<ValueAt<Body, P>, Figure> | null };
}
