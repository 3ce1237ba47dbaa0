import type { Credentials } from '../auth.ts';
import { VibeError } from '../errors.ts';
import type { StreamMember, Watched } from './shared-stream.ts';
import type { StreamHub } from './stream-hub.ts';

export interface Watcher extends StreamMember {
  /** From here on it is another person, or nobody, who watches: what was seen before is not for their eyes. A `ready` follows, or a failure. */
  whoChanged(): void;
}

export interface Watch {
  /** Joins anew: a stream that had failed for good is opened again. */
  again(): void;
  stop(): void;
}

/** Watches as whoever is signed in, and moves over when that changes. */
export function watch(hub: StreamHub, credentials: Credentials, watched: Watched, watcher: Watcher): Watch {
  const { scope } = watched;
  let stopped = false;
  let leave: (() => void) | undefined;

  function join(): void {
    const left = leave;
    const nobody = (scope === 'own' || scope === 'shared') && credentials.who() === undefined;
    leave = nobody ? undefined : hub.join(watched, watcher);
    left?.();
    if (nobody) watcher.failed(new VibeError('not_signed_in', 'Nobody is signed in', { hint: 'Sign in first.' }), true);
  }
  const forget = credentials.onChange(() => {
    watcher.connected(false);
    watcher.whoChanged();
    join();
  });
  // What is public is read at once; for the rest it has to be known for whom.
  if (scope === 'public' || credentials.who() !== undefined) join();
  else void credentials.settled().then(() => !stopped && !leave && join());

  return {
    again: join,
    stop() {
      stopped = true;
      forget();
      leave?.();
    },
  };
}
