import type { SessionError, SessionState, SignInStep } from '@vibe/client/session';
import type { Profile } from '@vibe/shared';

/** They cross shadow roots and bubble: one listener on the document hears every tag. */
class VibeEvent<Detail> extends CustomEvent<Detail> {
  constructor(name: string, detail: Detail) {
    super(name, { detail, bubbles: true, composed: true });
  }
}

/** It is known who is signed in. Once for each tag. */
export class VibeReadyEvent extends VibeEvent<{ state: SessionState }> {
  constructor(state: SessionState) {
    super('vibe-ready', { state });
  }
}

/** Somebody is signed in: now, or (`restored`) since before this page was loaded. */
export class VibeSignInEvent extends VibeEvent<{ profile: Profile; restored: boolean }> {
  constructor(profile: Profile, restored: boolean) {
    super('vibe-signin', { profile, restored });
  }
}

/** Nobody is signed in any more: signed out here, in another tab, or by the server. */
export class VibeSignOutEvent extends VibeEvent<null> {
  constructor() {
    super('vibe-signout', null);
  }
}

/** The person has just allowed this app what it asked for, in the frame, the popup or on Vibe's page. */
export class VibeConsentEvent extends VibeEvent<{ profile: Profile }> {
  constructor(profile: Profile) {
    super('vibe-consent', { profile });
  }
}

export class VibeErrorEvent extends VibeEvent<{ error: SessionError }> {
  constructor(error: SessionError) {
    super('vibe-error', { error });
  }
}

/** Ways in on which nobody is asked anything. */
const silent: ReadonlySet<SignInStep> = new Set(['memory', 'frame_refresh', 'partitioned_session', 'storage_access']);
const settled = ({ at }: SessionState): boolean => at !== 'loading' && at !== 'signing_in';

/**
 * What a change of state is called. A cancelled sign-in is no event: nothing has changed for the page.
 * @param known has this tag said before that it is ready?
 */
export function eventsBetween(before: SessionState, after: SessionState, known: boolean): Event[] {
  const events: Event[] = [];
  if (!known && settled(after)) events.push(new VibeReadyEvent(after));
  if (after.at === 'failed') events.push(new VibeErrorEvent(after.error));
  const was = personIn(before);
  const is = personIn(after);
  if (after.at === 'signed_in' && before.at === 'signing_in' && !silent.has(before.how)) events.push(new VibeConsentEvent(after.profile));
  if (is && is.did !== was?.did) events.push(new VibeSignInEvent(is, before.at === 'loading'));
  if (was && !is) events.push(new VibeSignOutEvent());
  return events;
}

/** Somebody who is asked for more scopes stays signed in meanwhile. */
function personIn(state: SessionState): Profile | undefined {
  if (state.at === 'signed_in') return state.profile;
  if ((state.at === 'signing_in' || state.at === 'failed') && state.from.at === 'signed_in') return state.from.profile;
  return undefined;
}

/** The tag's events by their names. */
export interface VibeEventMap {
  'vibe-ready': VibeReadyEvent;
  'vibe-signin': VibeSignInEvent;
  'vibe-signout': VibeSignOutEvent;
  'vibe-consent': VibeConsentEvent;
  'vibe-error': VibeErrorEvent;
}

declare global {
  interface HTMLElementEventMap extends VibeEventMap {}
}
