import { openerIs } from '../../port/tell-opener.ts';
import { type ProblemTexts, problemOf } from '../../ui/problem.ts';
import { api } from '../api.ts';
import type { SignInBoot } from '../boot.ts';
import { type Interaction, readInteraction } from '../interaction.ts';
import { type LetterToken, letterIn } from './letter-token.ts';
import { loadLetters } from './letters.ts';
import type { Phase } from './phase.ts';

/** How the page starts, and what it learned on the way. */
export interface Beginning {
  readonly phase: Phase;
  /** The app's request that waits for this sign-in. */
  readonly interaction?: Interaction;
  /** There was one; it is over. Signing in still works, and leads to the account page. */
  readonly requestIsOver?: true;
}

/** A link beats an app's request, which beats the session that is there. */
export async function begin(boot: SignInBoot, tokens: ReturnType<typeof takeTokens>, form: Phase, texts: ProblemTexts): Promise<Beginning> {
  const { link: token, letter } = tokens;
  try {
    if (letter !== undefined) return { phase: { at: 'letter', letter, says: await loadLetters() } };
    if (token !== undefined)
      return { phase: { at: 'link', token, profile: (await api.identity.peekSignInLink.mutate({ token })).profile } };
    if (boot.interaction !== undefined) return atRequest(boot.request ?? (await readInteraction(boot.interaction)), form);
    return { phase: boot.account && boot.mode !== 'sign-up' ? { at: 'known', profile: boot.account } : form };
  } catch (error) {
    const problem = problemOf(error, texts);
    if (token !== undefined && ['invalid_credentials', 'bad_request'].includes(problem.code)) return { phase: { at: 'link-gone' } };
    if (token === undefined && problem.code === 'not_found') return { phase: form, requestIsOver: true };
    return { phase: { at: 'failed', problem } };
  }
}

/** Whoever is signed in here is chosen on a page of its own (/sign-in?switch): a request comes to this one to get another sign-in. */
function atRequest(interaction: Interaction, form: Phase): Beginning {
  openerIs(interaction.app.origin);
  return { phase: form, interaction };
}

/** The one-time token of a sign-in link, or of a letter. It stands behind the #, which is sent to no server, and is taken out of the address bar at once. */
export function takeTokens(): { readonly link: string | undefined; readonly letter: LetterToken | undefined } {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const [link, letter] = [fragment.get('link') ?? undefined, letterIn(fragment)];
  if (link !== undefined || letter !== undefined) history.replaceState(history.state, '', location.pathname + location.search);
  return { link, letter };
}
