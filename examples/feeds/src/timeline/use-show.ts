import { useSyncExternalStore } from 'react';
import { type Show, showOf } from './shows.ts';

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

export const useShow = (): Show => useSyncExternalStore(subscribe, () => showOf(location.hash));
