import type { Profile } from '@vibe/shared';
import { useCallback, useSyncExternalStore } from 'react';
import type { Auth, AuthState } from '../auth.ts';

export interface UsedAuth extends Pick<Auth, 'signIn' | 'signOut'> {
  readonly state: AuthState;
  /** Of the person signed in. */
  readonly profile: Profile | undefined;
}

const loading: AuthState = { at: 'loading' };
const onServer = (): AuthState => loading;

/** Who is signed in, as the component's state. */
export function useAuth({ auth }: { readonly auth: Auth }): UsedAuth {
  const subscribe = useCallback((listener: () => void) => auth.subscribe(listener), [auth]);
  const state = useSyncExternalStore(subscribe, () => auth.state, onServer);
  // While hydrating, the state is the server's: so is the profile.
  return { state, profile: state === loading ? undefined : auth.profile, signIn: auth.signIn, signOut: auth.signOut };
}
