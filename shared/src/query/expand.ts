import { limits } from '../limits.ts';
import { QueryError } from './filter.ts';
import { isPlainObject } from './reference.ts';

/** Which relations of the manifest to follow: `{ author: true, comments: { expand: { author: true } } }`. */
export interface Expand {
  readonly [relation: string]: true | { readonly expand?: Expand | undefined };
}

/** @throws {QueryError} when it is none, or goes too far */
export function checkExpand(expand: unknown): void {
  check(expand, [], { left: limits.expandRelations }, 1);
}

function check(expand: unknown, at: readonly string[], relations: { left: number }, depth: number): void {
  if (depth > limits.expandDepth) throw new QueryError(at, `may go ${limits.expandDepth} relations deep, no deeper`);
  if (!isPlainObject(expand)) throw new QueryError(at, 'must be an object of relations');
  for (const name of Object.keys(expand)) {
    const here = [...at, name];
    if (--relations.left < 0) throw new QueryError(here, `may follow ${limits.expandRelations} relations, no more`);
    const value = expand[name];
    if (value === true) continue;
    if (!isPlainObject(value) || Object.keys(value).some((each) => each !== 'expand'))
      throw new QueryError(here, 'must be true or { expand }');
    if (value.expand !== undefined) check(value.expand, [...here, 'expand'], relations, depth + 1);
  }
}
