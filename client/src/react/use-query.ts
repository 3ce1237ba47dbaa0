import { useMemo, useSyncExternalStore } from 'react';
import type { Collection } from '../collection.ts';
import type { LiveSnapshot } from '../live/live-list.ts';
import type { ListQuery } from '../query/query.ts';
import type { Expand, Expanded, NothingExpanded } from '../query/relations.ts';

/**
 * A live list as the component's state. The collection must be the same object from one rendering to the next: `vibe.collection('…')` is; the query may be
 * written anew in each. A rendering on a server shows it loading.
 */
export function useQuery<Body extends object, R, const E extends Expand = NothingExpanded>(
  collection: Collection<Body, R>,
  query?: ListQuery<Body, R, E>,
): LiveSnapshot<Body, Expanded<R, E>> {
  const same = JSON.stringify(query ?? {});
  // A query is JSON: what it says stands in its text.
  const list = useMemo(() => collection.live(JSON.parse(same) as ListQuery<Body, R, E>), [collection, same]);
  return useSyncExternalStore(list.subscribe, list.snapshot, list.snapshot);
}
