import { asSessionError } from '../errors.ts';
import { type Strategy, seenAccount } from './strategy.ts';

/** The frame's cookie of this app on this site says who it is, or the cookie of Vibe does: what is allowed already takes one step that nobody sees. */
export const partitionedSession: Strategy = {
  step: 'partitioned_session',
  whyNot(attempt) {
    const { mode, seen } = attempt;
    if (mode !== 'auto') return `mode="${mode}"`;
    const who = seenAccount(attempt);
    if (typeof who === 'string') return who;
    return seen?.missing.length === 0 ? undefined : 'Not all of it is allowed yet.';
  },
  async run(attempt) {
    const { link, scope } = attempt;
    const who = seenAccount(attempt);
    try {
      const answer = await link.request({ type: 'authorize', scope, interactive: false, ...(typeof who === 'object' && who) });
      return answer.type === 'token' ? { token: answer.token } : { next: 'The server wants a page for it.' };
    } catch (error) {
      const { code } = asSessionError(error);
      // What the frame saw when the page was loaded has changed.
      if (code === 'not_signed_in' || code === 'consent_required') return { next: 'What the frame saw before is not so any more.' };
      throw error;
    }
  },
};
