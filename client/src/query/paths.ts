/** How far into a body types follow a dotted path. */
type Levels = [1, 2, 3];
type Below<L> = L extends [unknown, ...infer Rest] ? Rest : [];

/** Of a body without known members any path may be asked for. */
export type IsUntyped<Body> = string extends keyof Body ? true : [keyof Body] extends [never] ? true : false;

/** The dotted paths of a body: `title`, `address.city`, three levels down at the most. Elements of arrays have none. */
export type PathOf<Body, L = Levels> =
  IsUntyped<Body> extends true
    ? string
    : { [K in keyof Body & string]-?: K | InnerPath<K, NonNullable<Body[K]>, Below<L>> }[keyof Body & string];

type InnerPath<K extends string, V, L> = L extends []
  ? never
  : unknown extends V
    ? `${K}.${string}`
    : V extends readonly unknown[]
      ? never
      : V extends object
        ? `${K}.${PathOf<V, L>}`
        : never;

/** What is there at a path; `unknown` where the body's type does not say. */
export type ValueAt<Body, Path> =
  IsUntyped<Body> extends true
    ? unknown
    : Path extends keyof Body
      ? Body[Path]
      : Path extends `${infer Head}.${infer Tail}`
        ? Head extends keyof Body
          ? ValueIn<NonNullable<Body[Head]>, Tail>
          : unknown
        : unknown;
type ValueIn<V, Tail> = unknown extends V ? unknown : V extends object ? (string extends keyof V ? V[keyof V] : ValueAt<V, Tail>) : never;

/** The paths of a body at which there may be a `Wanted`. */
export type PathTo<Body, Wanted> =
  IsUntyped<Body> extends true
    ? string
    : {
        [P in PathOf<Body>]: unknown extends ValueAt<Body, P> ? P : [Extract<ValueAt<Body, P>, Wanted>] extends [never] ? never : P;
      }[PathOf<Body>];
