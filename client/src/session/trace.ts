import type { FrameAccessToken } from '@vibe/shared';
import type { SignInStep, TraceLine } from './types.ts';

const mostLines = 200;

/** Its scopes and how this device's clock goes; of the token itself nothing. */
export const gave = ({ scope, clock_skew: skew = 0 }: FrameAccessToken): string => {
  const clock = ` This device's clock is ${Math.abs(skew)} s ${skew > 0 ? 'behind' : 'ahead of'} Vibe's.`;
  return `A token for "${scope}".${skew === 0 ? '' : clock}`;
};

/** What was tried to sign in on this page, for `session.explain()`. Nothing secret goes in: steps, outcomes and our own sentences. */
export class Trace {
  readonly #lines: TraceLine[] = [];
  #during: TraceLine['during'] = 'load';

  get lines(): readonly TraceLine[] {
    return this.#lines;
  }

  during(during: TraceLine['during']): void {
    this.#during = during;
  }

  readonly add = (step: SignInStep, outcome: TraceLine['outcome'], why: string): void => {
    this.#lines.push({ step, outcome, why, at: Math.round(performance.now()), during: this.#during });
    if (this.#lines.length > mostLines) this.#lines.shift();
  };
}
