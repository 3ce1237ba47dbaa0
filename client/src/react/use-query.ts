import { useMemo, useSyncExternalStore } from 'react';
import type { Collection, LiveQuery } from '../collection.ts';
import type { LiveSnapshot } from '../live/live-list.ts';

/**
 * A live list as the component's state. The collection must be the same object from one rendering to the next: `vibe.collection('…')` is. A rendering
 * on a server shows it loading.
 */
export function useQuery<Body extends object>(collection: Collection<Body>, { scope, limit }: LiveQuery = {}): LiveSnapshot<Body> {
  const list = useMemo(() => collection.live({ scope, limit }), [collection, scope, limit]);
  return useSyncExternalStore(list.subscribe, list.snapshot, list.snapshot);
}
