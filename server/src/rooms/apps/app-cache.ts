import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import type { App } from './app.ts';

const STALE_AFTER_MS = 5_000;

interface Entry {
  readonly app: Promise<App | undefined>;
  /** What `app` came to. */
  known?: App | undefined;
  readonly until: number;
}

/** Every request asks for its app: one lookup per app and 5 s, shared by all who ask meanwhile. */
export const appCache = perProcess((services: Services) => {
  const entries = new LRUCache<string, Entry>({ max: 5_000 });
  return {
    get(key: string, find: () => Promise<App | undefined>): Promise<App | undefined> {
      const now = services.clock.now().getTime();
      const found = entries.get(key);
      if (found && found.until > now) return found.app;
      const app = find();
      const entry: Entry = { app, until: now + STALE_AFTER_MS };
      entries.set(key, entry);
      app.then(
        (known) => {
          entry.known = known;
        },
        // What failed is asked anew; the caller sees the error itself.
        () => entries.delete(key),
      );
      return app;
    },
    /** What `get` would give without asking anew. */
    peek(key: string): App | undefined {
      const found = entries.get(key);
      return found && found.until > services.clock.now().getTime() ? found.known : undefined;
    },
    forget: (key: string) => void entries.delete(key),
  };
});
