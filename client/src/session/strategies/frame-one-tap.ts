import type { Strategy } from './strategy.ts';

/** The frame sees the person's session: silent when all is granted, else its compact consent. It sends us on where it cannot prove that it is seen. */
export const frameOneTap: Strategy = {
  step: 'frame_one_tap',
  applies: ({ mode, seen }) =>
    mode === 'auto' && seen !== undefined && seen.account !== null && (seen.one_tap || seen.missing.length === 0),
  async run({ link, scope }) {
    const answer = await link.request({ type: 'authorize', scope, interactive: true });
    return answer.type === 'token' ? { token: answer.token } : 'next';
  },
};
