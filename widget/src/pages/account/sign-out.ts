import { api } from '../api.ts';

/** Ends the session of this browser, takes its cookies away, and leaves for the start page. Apps signed in from here end with it. */
export async function signOutHere(): Promise<void> {
  const here = await api.identity.sessions.query().then(
    (sessions) => sessions.find((each) => each.current),
    () => undefined, // ended already: only the cookies are left
  );
  if (here) await api.oauth.endSession.mutate({ sessionId: here.id });
  await api.identity.signOut.mutate();
  location.assign('/');
}
