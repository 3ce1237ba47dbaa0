import type { IncomingMessage } from 'node:http';
import { type Did, VibeError } from '@vibe/shared';
import type { Provider } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import type { FoundSession } from '../identity/index.ts';
import { signedInAt } from './engine-session.ts';
import { asksForNewSignIn } from './oauth.policy.ts';
import { sessionFor, sessionOf, sessionsOf } from './request.ts';

export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** With whom the authorization may go on: somebody is signed in, in the way that this interaction wants it, and nothing is left to be chosen. */
export async function readyAccount(services: Services, req: IncomingMessage, interaction: Interaction): Promise<FoundSession | undefined> {
  const { name, reasons } = interaction.prompt;
  const there = name === 'select_account' || asksForNewSignIn(reasons) ? undefined : await sessionFor(services, req, interaction.params);
  if (there) return there;
  const active = await sessionOf(services, req);
  return active && (await hasJustSignedIn(services, active, interaction)) ? active : undefined;
}

/**
 * The account that the person chose, of those that are signed in in this browser.
 * @returns undefined when the interaction wants a new sign-in with it
 * @throws {VibeError} not_signed_in when it is not there any more
 */
export async function chosenAccount(
  services: Services,
  req: IncomingMessage,
  interaction: Interaction,
  did: Did,
): Promise<FoundSession | undefined> {
  const session = (await sessionsOf(services, req)).find((each) => each.did === did);
  if (!session) throw new VibeError('not_signed_in', 'This account is not signed in here any more', { hint: 'Sign in to it again.' });
  const suffices = !asksForNewSignIn(interaction.prompt.reasons) || (await hasJustSignedIn(services, session, interaction));
  return suffices ? session : undefined;
}

/** May the person choose among the accounts of this browser, or must they sign in anew? */
export const mayChoose = async (services: Services, req: IncomingMessage, { prompt }: Interaction): Promise<boolean> =>
  !asksForNewSignIn(prompt.reasons) && (await sessionsOf(services, req)).length > 0;

/**
 * The same request from the start, for this account and without the questions that are answered now. The parameters were checked when the interaction was made.
 * @returns a path of this server
 */
export async function restarted(services: Services, interaction: Interaction, session: FoundSession): Promise<string> {
  const { params } = interaction;
  const url = new URL('/oauth/authorize', services.publicUrl);
  for (const [name, value] of Object.entries(params))
    if (typeof value === 'string' && !['prompt', 'request_uri', 'login_hint'].includes(name)) url.searchParams.set(name, value);
  // Whoever was chosen is chosen for this authorization alone; another account may be the active one.
  url.searchParams.set('login_hint', session.did);
  const hasSignedIn = await hasJustSignedIn(services, session, interaction);
  const left = String(params.prompt ?? '')
    .split(' ')
    .filter((prompt) => prompt !== '' && prompt !== 'select_account' && !(prompt === 'login' && hasSignedIn));
  if (left.length > 0) url.searchParams.set('prompt', left.join(' '));
  return url.pathname + url.search;
}

const hasJustSignedIn = async (services: Services, session: FoundSession, { iat }: Interaction): Promise<boolean> =>
  (await signedInAt(services, session)) >= iat;
