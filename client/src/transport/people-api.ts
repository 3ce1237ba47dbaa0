import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '@vibe/server';
import type { Did, Profile } from '@vibe/shared';
import { isVibeError } from '../errors.ts';
import type { People } from '../people.ts';
import type { Caller } from './call.ts';

/** The server's own bound for one request. */
const mostProfiles = 50;

export const peopleApi = ({ identity }: TRPCClient<AppRouter>, call: Caller): People => ({
  async profiles(dids, { signal } = {}) {
    const all = [...new Set(dids)];
    const parts = Array.from({ length: Math.ceil(all.length / mostProfiles) }, (_, at) =>
      all.slice(at * mostProfiles, (at + 1) * mostProfiles),
    );
    const found = await Promise.all(
      parts.map((part) => call('safe', signal, (each) => identity.profiles.query({ dids: part }, { signal: each }))),
    );
    const byDid = new Map<Did, Profile>(found.flat().map((profile) => [profile.did, profile]));
    return all.flatMap((did) => byDid.get(did) ?? []);
  },
  find: (handle, { signal } = {}) =>
    call('safe', signal, (each) => identity.resolveHandle.query({ handle }, { signal: each })).catch((error: unknown) =>
      isVibeError(error, 'not_found') ? undefined : Promise.reject(error),
    ),
});
