import { compareBy, filterOf, matcherOf, orderOf, type VibeDocument } from '@vibe/shared';
import type { ListInput } from '../transport/document-inputs.ts';

/** What a query will make of own writes. A part of its own: only lists with a filter or an order need it. */
export interface Prediction {
  matches(document: VibeDocument): boolean;
  compare(a: VibeDocument, b: VibeDocument): number;
}

/** @throws {QueryError} when the query is not one; the server says so too */
export const predictionOf = ({ where, sort }: Pick<ListInput, 'where' | 'sort'>): Prediction => ({
  matches: where ? matcherOf(filterOf(where)) : () => true,
  compare: compareBy(orderOf(sort)),
});
