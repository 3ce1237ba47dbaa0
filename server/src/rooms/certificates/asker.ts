import { type Did, VibeError } from '@vibe/shared';
import type { Context } from '../../platform/context.ts';
import type { Refusal, Who } from './certificates.policy.ts';

/**
 * The person who asks, themself or through an app of theirs.
 * @throws {VibeError} what the rule says
 */
export function personOf({ asker }: Context, rule: (who: Who) => 'yes' | Refusal): Did {
  const may = rule(asker);
  if (may !== 'yes') throw new VibeError(may.refused, may.because);
  if (asker.kind === 'visitor') throw new VibeError('not_signed_in', 'This needs someone to be signed in');
  return asker.did;
}
