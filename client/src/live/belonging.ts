import type { AclInput, Did, VibeDocument } from '@vibe/shared';
import { isPublic } from '../acl.ts';
import type { ListInput } from '../transport/document-inputs.ts';
import type { ListState } from './list-state.ts';
import type { Pending } from './pending-writes.ts';
import type { Prediction } from './prediction.ts';
import type { Belonging } from './with-pending.ts';

/** Where own writes belong in the list of this query. Without a prediction nobody here can tell what a filter or an order makes of them. */
export function belongingOf(
  query: ListInput,
  { window = [], more }: ListState,
  who: Did | undefined,
  prediction: Prediction | undefined,
): Belonging {
  const last = more ? window.at(-1) : undefined;
  const isKnown = prediction !== undefined || (!query.where && !query.sort);
  // Below what is shown: paging brings it in its place.
  const isBelow = (document: Pending<VibeDocument>): boolean =>
    last !== undefined && (prediction ? prediction.compare(document, last) > 0 : !document.pending && document.createdAt < last.createdAt);
  return {
    created: ({ document, acl }) =>
      isKnown && ownBelongs(query, document.owner, who, acl) && (prediction?.matches(document) ?? true) && !isBelow(document)
        ? withNothingExpanded(document, query.expand !== undefined, window)
        : undefined,
    changed: (document) => prediction?.matches(document) ?? true,
    compare: query.sort ? prediction?.compare : undefined,
  };
}

/** Whether a document that one makes is among these. With an ACL left out, the server decides: not before it has. */
function ownBelongs({ scope, owner, search }: ListInput, whose: Did, who: Did | undefined, acl: AclInput | undefined): boolean {
  if (search !== undefined || (owner !== undefined && owner !== whose)) return false;
  if (scope === 'public') return isPublic(acl);
  return scope === 'all' || (scope === 'own') === (whose === who);
}

/** Nothing hangs on a new document yet. Whether a relation has one end or several, the other documents show; without any, nobody here can tell. */
function withNothingExpanded(
  document: Pending<VibeDocument>,
  expands: boolean,
  others: readonly VibeDocument[],
): Pending<VibeDocument> | undefined {
  if (!expands) return document;
  const known = others.find((each) => each.expanded)?.expanded;
  const none = Object.entries(known ?? {}).map(([name, found]) => [name, Array.isArray(found) ? [] : null] as const);
  return known && { ...document, expanded: Object.fromEntries(none) };
}
