import type { FrameAccessToken } from '@vibe/shared';
import { asSessionError, SessionError } from './errors.ts';
import { loopGuard } from './loop-guard.ts';
import { fedcm } from './strategies/fedcm.ts';
import { type Attempt, type Strategy, strategies } from './strategies/index.ts';
import { gave, type Trace } from './trace.ts';

/** Tries one way after the other. Loaded when it is needed: see `session.ts`. @throws {SessionError} */
export async function climb(attempt: Attempt, trace: Trace, rungs: readonly Strategy[] = strategies): Promise<FrameAccessToken> {
  // What no click began may go round in circles with the page: signed in, loaded anew, signed in.
  let counted = attempt.inClick;
  for (const { step, whyNot, run } of rungs) {
    const why = whyNot(attempt);
    if (why !== undefined) {
      trace.add(step, 'skipped', why);
      continue;
    }
    if (!counted && step !== 'memory' && step !== 'frame_refresh') {
      counted = true;
      if (step !== 'redirect') loopGuard(attempt.app).start();
    }
    attempt.on({ type: 'attempt', how: step });
    trace.add(step, 'trying', 'It applies here.');
    const outcome = await run(attempt).catch((error: unknown) => {
      const { code, message, requestId } = asSessionError(error);
      trace.add(step, 'failed', `${code}: ${message}${requestId ? ` (${requestId})` : ''}`);
      throw error;
    });
    if (outcome === 'leaving') {
      trace.add(step, 'leaving', 'The page goes to Vibe, and comes back.');
      await untilComeBack();
    } else if ('next' in outcome) trace.add(step, 'passed', outcome.next);
    else {
      trace.add(step, 'signed_in', gave(outcome.token));
      return outcome.token;
    }
  }
  throw new SessionError('not_signed_in');
}

/** What the browser offers by itself. @returns `undefined` where it offers nothing @throws {SessionError} */
export const offer = (attempt: Attempt, trace: Trace): Promise<FrameAccessToken | undefined> =>
  fedcm.whyNot(attempt) === undefined ? climb(attempt, trace, [fedcm]) : Promise.resolve(undefined);

/** The page is on its way to Vibe. Seeing it again out of the browser's back-forward cache means that the person turned around. */
const untilComeBack = (): Promise<never> =>
  new Promise((_, reject) => {
    addEventListener('pageshow', () => reject(new SessionError('cancelled')), { once: true });
  });
