import { api } from '../api.ts';

/** Signs this account out of this browser, with the apps that were signed in from here, and leaves for the start page. Other accounts of the browser stay. */
export async function signOutHere(): Promise<void> {
  await api.identity.signOut.mutate();
  location.assign('/');
}
