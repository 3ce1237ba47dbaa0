import type { Did } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import type { Door } from './identity.cookies.ts';
import { lifetimes } from './identity.limits.ts';

export interface FoundSession {
  readonly did: Did;
  readonly sessionId: string;
}

/** Sessions found in the last moments. What ends in this process is forgotten at once, also by a lookup that is under way. */
export const sessionMemory = perProcess((_services: Services) => {
  const found = new LRUCache<string, FoundSession>({ max: 10_000, ttl: lifetimes.sessionCache * 1000 });
  let endings = 0;
  return {
    get: (door: Door, hash: string) => found.get(`${door} ${hash}`),
    remembering: () => {
      const before = endings;
      return (door: Door, hash: string, session: FoundSession) => {
        if (before === endings) found.set(`${door} ${hash}`, session);
      };
    },
    forget: (did: Did) => {
      endings++;
      for (const [key, session] of found.entries()) if (session.did === did) found.delete(key);
    },
  };
});
