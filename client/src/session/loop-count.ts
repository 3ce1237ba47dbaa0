import { ofTab, type PageStorage } from './page-storage.ts';

// Apart from loop-guard.ts, which a page loads with the ways to sign in: to forget is less than to count.

export const loopKey = (app: string): string => `vibe.starts:${app}`;

/** What was begun came to its end, by a person's doing. */
export const endLoop = (app: string, storage: PageStorage = ofTab): void => storage.removeItem(loopKey(app));
