import type { Services } from '../../platform/context.ts';
import type { PlanFacts } from './plan.ts';
import type { SearchTerm } from './search-terms.ts';
import type { WalkQuery } from './walk.store.ts';

/** The words of a search as they are in the index, the rarest first; empty: it has none but stop words. */
export async function termsOf(
  _services: Services,
  _query: Omit<WalkQuery, 'plan' | 'terms'>,
  _search: string,
  _searched: NonNullable<PlanFacts['search']>,
): Promise<readonly SearchTerm[]> {
  return [];
}
