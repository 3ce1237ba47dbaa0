import type { Did, QualifiedCollection } from '@vibe/shared';
import type { IsUntyped, PathOf, ValueAt } from './paths.ts';

/** Names a document, as a body holds it: what relations follow. */
export interface Reference {
  readonly did: Did;
  readonly collection: QualifiedCollection;
  readonly id: string;
}

type Time = string | Date;
type Scalar = string | number | boolean | null;
/** What may stand beside `eq`: of a type that the field can have. */
type Operand<V> = Extract<V, Scalar> | (V extends { did: string; collection: string; id: string } ? Reference : never);
type Ordered<V> = Extract<V, string | number>;
type Element<V> = V extends readonly (infer E)[] ? Operand<E> : never;
type When<Possible, Then> = [Possible] extends [never] ? unknown : Then;

/** Several hold together. Comparisons hold only between values of one type; text is ordered by code point. */
export type Operators<V> = {
  readonly exists?: boolean;
} & When<Operand<V>, { readonly eq?: Operand<V>; readonly ne?: Operand<V>; readonly in?: readonly Operand<V>[] }> &
  When<Ordered<V>, { readonly gt?: Ordered<V>; readonly gte?: Ordered<V>; readonly lt?: Ordered<V>; readonly lte?: Ordered<V> }> &
  When<Extract<V, string>, { readonly startsWith?: string }> &
  When<Extract<V, readonly unknown[]>, { readonly contains?: Element<V> }>;

/** A value (the same as `eq`), or operators. */
export type Condition<V> = unknown extends V ? unknown : Operand<V> | Operators<V>;

/** Which documents: conditions by path, all of which hold, and `and`, `or`, `not` of further ones. */
export type Where<Body> = IsUntyped<Body> extends true ? { readonly [path: string]: unknown } : TypedWhere<Body>;
type TypedWhere<Body> = { readonly [P in Exclude<PathOf<Body>, 'and' | 'or' | 'not' | 'createdAt'>]?: Condition<ValueAt<Body, P>> } & {
  /** When the document was created: a time in ISO 8601, or a Date. */
  readonly createdAt?: Time | { readonly [Op in 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte']?: Time } | { readonly in?: readonly Time[] };
  readonly and?: readonly Where<Body>[];
  readonly or?: readonly Where<Body>[];
  readonly not?: Where<Body>;
};
