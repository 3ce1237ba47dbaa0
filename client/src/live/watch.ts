import type { ListScope } from '@vibe/shared';
import type { Credentials } from '../auth.ts';
import { VibeError } from '../errors.ts';
import type { StreamMember } from './steady-stream.ts';

export interface Watcher<Event> extends StreamMember<Event> {
  /** From here on it is another person, or nobody, who watches: what was seen before is not for their eyes. */
  whoChanged(): void;
}

export interface Watch {
  /** Joins anew: what had failed for good is tried again. */
  again(): void;
  stop(): void;
}

/** Watches as whoever is signed in, and moves over when that changes. `join` returns how to leave. */
export function watch<Event>(
  join: (watcher: Watcher<Event>) => () => void,
  credentials: Credentials,
  scope: ListScope,
  watcher: Watcher<Event>,
): Watch {
  let stopped = false;
  let leave: (() => void) | undefined;

  function again(): void {
    const left = leave;
    const nobody = (scope === 'own' || scope === 'shared') && credentials.who() === undefined;
    leave = nobody ? undefined : join(watcher);
    left?.();
    if (nobody) watcher.failed(new VibeError('not_signed_in', 'Nobody is signed in', { hint: 'Sign in first.' }), true);
  }
  const forget = credentials.onChange(() => {
    watcher.connected(false);
    watcher.whoChanged();
    again();
  });
  // What is public is read at once; for the rest it has to be known for whom.
  if (scope === 'public' || credentials.who() !== undefined) again();
  else void credentials.settled().then(() => !stopped && !leave && again());

  return {
    again,
    stop() {
      stopped = true;
      forget();
      leave?.();
    },
  };
}
