import { calculatePKCECodeChallenge, generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi';
import { FrameError } from './frame-error.ts';
import type { Flow, Keep } from './keep.ts';

/** PKCE for flows that go on outside the frame: the verifier stays here (RFC 7636 §4.1). */
export function flows(server: string, keep: Keep) {
  return {
    async begin(redirectUri: string): Promise<{ state: string; code_challenge: string }> {
      const verifier = generateRandomCodeVerifier();
      const state = generateRandomState();
      await keep.saveFlow(state, { verifier, redirectUri, startedAt: Date.now() });
      return { state, code_challenge: await calculatePKCECodeChallenge(verifier) };
    },
    /** @throws {FrameError} `bad_answer` for a state that was not begun here (or ended, or is ten minutes old), or another server's `iss` */
    async finish(state: string, iss: string): Promise<Flow> {
      if (iss !== server) throw new FrameError('bad_answer', `The answer came from ${iss}.`);
      const flow = await keep.takeFlow(state);
      if (!flow) throw new FrameError('bad_answer', 'This sign-in was not begun here, or too long ago.');
      return flow;
    },
  };
}
