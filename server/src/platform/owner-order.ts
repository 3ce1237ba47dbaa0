interface Owned {
  readonly bound: { readonly owner: string };
}

/**
 * Statements by owner, the owners in order of their text, those of one owner as they were given. Every transaction that takes its owners' locks in
 * this order waits only for owners after those it holds, so none waits in a circle.
 */
export function inOrderOfOwners<Statement extends Owned>(statements: readonly Statement[]) {
  const order = statements
    .map((statement, at) => ({ statement, at }))
    .sort((one, other) => compare(one.statement.bound.owner, other.statement.bound.owner) || one.at - other.at);
  const sorted = order.map(({ statement }) => statement);
  return {
    sorted,
    owners: [...new Set(sorted.map(({ bound }) => bound.owner))],
    /** What came of the sorted statements, in the order they were given. */
    asGiven<Result>(results: readonly Result[]): Result[] {
      const given: Result[] = [];
      order.forEach(({ at }, place) => {
        given[at] = results[place] as Result;
      });
      return given;
    },
  };
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
