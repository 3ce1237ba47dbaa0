import { fedcmRedirectUri } from '@vibe/shared';
import { coolDown } from '../cool-down.ts';
import { SessionError } from '../errors.ts';
import type { Attempt, Outcome, Strategy } from './strategy.ts';

/** What TypeScript's DOM library does not know yet. @see https://w3c-fedid.github.io/FedCM/ */
interface FedcmRequest {
  readonly identity: {
    readonly mode: 'active' | 'passive';
    readonly providers: readonly {
      readonly configURL: string;
      readonly clientId: string;
      readonly fields: readonly string[];
      readonly loginHint?: string;
      readonly params: object;
    }[];
  };
  readonly mediation: 'optional';
  readonly signal: AbortSignal;
}
type FedcmAnswer = Credential & { readonly token: string };

/** Nobody reads a dialog and turns it away in less. Milliseconds. */
const tooFastForAPerson = 1_000;
/** On this page the browser's dialog has led nowhere: the next click does not go there again. */
let ledNowhere = false;

/** The browser's own sign-in: it carries the frame's challenge to Vibe, and brings back a code that only the frame can redeem. */
export const fedcm: Strategy = {
  step: 'fedcm',
  whyNot({ app, mode, seen, inClick, account, held }) {
    if (mode !== 'auto') return `mode="${mode}"`;
    if (!hasFedcm()) return 'This browser has no FedCM.';
    if (!seen) return 'The frame is not there yet.';
    if (held || seen.signed_in) return 'More is asked for than was allowed, and the dialog does not say what: a page does.';
    if (seen.account && account !== 'other') return 'The frame sees who it is, and says more than the dialog does.';
    if (account === 'other') return 'The person wants to choose on Vibe’s page.';
    if (!inClick && coolDown(app).until()) return 'Turned away before: nothing is offered unasked for a while.';
    if (inClick && ledNowhere) return 'On this page it has led nowhere before.';
    return undefined;
  },
  async run(attempt) {
    const began = performance.now();
    try {
      return await throughBrowser(attempt, attempt.inClick ? 'active' : 'passive');
    } catch (error) {
      if (error instanceof SessionError) throw error;
      ledNowhere ||= attempt.inClick;
      // Refused at Vibe, after a choice: its pages say why.
      if ((error as Error).name === 'IdentityCredentialError') return { next: 'Vibe refused it.' };
      if ((error as Error).name !== 'NetworkError') return { next: `The browser refused it: ${(error as Error).name}.` };
      const quick = performance.now() - began < tooFastForAPerson;
      if (attempt.inClick && quick) return { next: 'The browser could not ask: no network, or FedCM is switched off.' };
      throw new SessionError('cancelled', { message: 'The dialog was closed, or there was nobody to offer.' });
    }
  },
};

const hasFedcm = (): boolean => 'IdentityCredential' in globalThis;

async function throughBrowser({ link, server, app, scope, account, signal }: Attempt, mode: 'active' | 'passive'): Promise<Outcome> {
  const redirect_uri = fedcmRedirectUri(server, location.origin);
  const { state, code_challenge, dpop_jkt } = await link.request({ type: 'begin', scope, redirect_uri });
  const request: FedcmRequest = {
    identity: {
      mode,
      providers: [
        {
          configURL: `${server}/fedcm.json`,
          clientId: app,
          fields: ['name', 'picture'],
          ...(account !== undefined && { loginHint: account }),
          params: { response_type: 'code', code_challenge, code_challenge_method: 'S256', dpop_jkt, scope, state },
        },
      ],
    },
    mediation: 'optional',
    signal,
  };
  const credential = (await navigator.credentials.get(request as CredentialRequestOptions)) as FedcmAnswer | null;
  const answer = JSON.parse(credential?.token ?? '{}') as { code?: string; iss?: string; state?: string };
  if (!answer.code || answer.state !== state || answer.iss !== server) throw new SessionError('bad_answer');
  const { token } = await link.request({ type: 'code', code: answer.code, state, iss: server });
  return { token };
}
