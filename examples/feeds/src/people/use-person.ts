import type { Did } from '@vibe/client';
import { useSyncExternalStore } from 'react';
import { people } from '../vibe.ts';
import type { Person } from './directory.ts';

/** Who is behind a DID. Posts on the screen ask together, in one call. */
export const usePerson = (did: Did): Person => useSyncExternalStore(people.subscribe, () => people.lookUp(did));
