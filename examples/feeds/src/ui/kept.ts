import { useCallback, useSyncExternalStore } from 'react';

interface Kept {
  value: unknown;
  readonly listeners: Set<() => void>;
}

const all = new Map<string, Kept>();

/**
 * State that outlives its component, and a reload of the tab: what a person has written must not go when their sign-in ends under it. Values
 * are JSON. Where the browser refuses storage they live as long as the page.
 *
 * @param key names the value; a person's own carries their DID, so that no other sees it.
 */
export function useKept<T>(key: string, empty: T): readonly [T, (next: (now: T) => T) => void] {
  const subscribe = useCallback(
    (listener: () => void) => {
      const { listeners } = keptAt(key, empty);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [key, empty],
  );
  const value = useSyncExternalStore(subscribe, () => keptAt(key, empty).value as T);
  const set = useCallback(
    (next: (now: T) => T) => {
      const kept = keptAt(key, empty);
      kept.value = next(kept.value as T);
      store(key, kept.value, kept.value === empty);
      for (const listener of kept.listeners) listener();
    },
    [key, empty],
  );
  return [value, set];
}

function keptAt(key: string, empty: unknown): Kept {
  const known = all.get(key) ?? { value: stored(key) ?? empty, listeners: new Set() };
  all.set(key, known);
  return known;
}

function stored(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function store(key: string, value: unknown, isEmpty: boolean): void {
  try {
    if (isEmpty) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or refused: it is still on the screen.
  }
}
