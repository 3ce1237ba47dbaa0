import { type Strategy, seenAccount } from './strategy.ts';

/** The frame sees the person's session and shows its compact consent. It sends us on where it cannot prove that it is seen. */
export const frameOneTap: Strategy = {
  step: 'frame_one_tap',
  whyNot(attempt) {
    const { mode, seen } = attempt;
    if (mode !== 'auto') return `mode="${mode}"`;
    const who = seenAccount(attempt);
    if (typeof who === 'string') return who;
    return seen?.one_tap ? undefined : 'What is missing is decided on a page, or this browser cannot prove that the consent is seen.';
  },
  async run(attempt) {
    const { link, scope } = attempt;
    const who = seenAccount(attempt);
    const answer = await link.request({ type: 'authorize', scope, interactive: true, ...(typeof who === 'object' && who) });
    return answer.type === 'token' ? { token: answer.token } : { next: 'It could not be proven that the consent is seen.' };
  },
};
