export type KeyState = 'next' | 'current' | 'retired';

export interface DatedKey {
  readonly id: string;
  readonly state: KeyState;
  readonly state_since: Date;
}

export interface Rotation {
  readonly remove: readonly string[];
  readonly retire: readonly string[];
  readonly promote: readonly string[];
  /** Keys to make, in this state. */
  readonly make: readonly KeyState[];
}

interface Schedule {
  readonly keyNext: number;
  readonly keyCurrent: number;
  readonly keyRetired: number;
}

/**
 * What is due. There is always one key that signs and one that is published to sign next; a key signs only after it has been published for
 * `keyNext` seconds, and stays published for `keyRetired` seconds after its last signature.
 */
export function dueRotation(keys: readonly DatedKey[], now: Date, schedule: Schedule): Rotation {
  const age = (key: DatedKey) => (now.getTime() - key.state_since.getTime()) / 1_000;
  const of = (state: KeyState) => keys.filter((key) => key.state === state);
  const [current] = of('current');
  const [next] = of('next');
  const remove = of('retired')
    .filter((key) => age(key) >= schedule.keyRetired)
    .map((key) => key.id);
  if (!current)
    return next
      ? { remove, retire: [], promote: [next.id], make: ['next'] }
      : { remove, retire: [], promote: [], make: ['current', 'next'] };
  if (!next) return { remove, retire: [], promote: [], make: ['next'] };
  const isDue = age(current) >= schedule.keyCurrent && age(next) >= schedule.keyNext;
  return isDue ? { remove, retire: [current.id], promote: [next.id], make: ['next'] } : { remove, retire: [], promote: [], make: [] };
}
