import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import type { App } from './app.ts';

const STALE_AFTER_MS = 5_000;

interface Entry {
  readonly app: Promise<App | undefined>;
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
      entries.set(key, { app, until: now + STALE_AFTER_MS });
      // What failed is asked anew; the caller sees the error itself.
      app.catch(() => entries.delete(key));
      return app;
    },
    forget: (key: string) => void entries.delete(key),
  };
});
