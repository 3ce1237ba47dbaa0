import type { FrameAccessToken } from '@vibe/shared';
import type { coolDown } from './cool-down.ts';
import { asSessionError } from './errors.ts';
import type { lazyLadder } from './lazy-ladder.ts';
import type { Attempt } from './strategies/strategy.ts';
import type { Trace } from './trace.ts';

export interface Unasked {
  readonly attempt: Attempt;
  readonly ladder: ReturnType<typeof lazyLadder>;
  readonly cool: ReturnType<typeof coolDown>;
  readonly trace: Trace;
  /** Somebody has been signed in here before: then a dialog that ends without an answer was seen, and turned away. */
  readonly known: boolean;
}

/**
 * The browser's own dialog, in a corner of the page, before anybody has clicked. Where nobody is signed in at Vibe it does not come, and browsers
 * do not tell that from a "no".
 * @returns the token; or until when nothing is offered, milliseconds since 1970; or nothing
 * @throws {SessionError} `redirect_loop`
 */
export async function offerUnasked({ attempt, ladder, cool, trace, known }: Unasked): Promise<FrameAccessToken | number | undefined> {
  const until = cool.until();
  if (until) {
    trace.add('fedcm', 'skipped', `Turned away before: nothing is offered until ${new Date(until).toISOString()}.`);
    return undefined;
  }
  try {
    const { offer } = await ladder.load();
    const token = await offer(attempt, trace);
    if (token) cool.end();
    return token;
  } catch (error) {
    if (asSessionError(error).code === 'redirect_loop') throw error;
    if (attempt.signal.aborted) return undefined;
    if (known) return cool.turnedAway();
    cool.unanswered();
    return undefined;
  }
}
