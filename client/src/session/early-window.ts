import type { FrameAccessToken, FrameState } from '@vibe/shared';
import type { SignInMode, SignInOptions } from './types.ts';

interface Before {
  readonly mode: SignInMode;
  readonly account: SignInOptions['account'];
  readonly seen: FrameState | undefined;
  readonly held: FrameAccessToken | undefined;
}

/**
 * WebKit opens a window only before anything is awaited: neither after the ladder has been loaded, nor after a rung above the popup has asked the
 * frame. Where there is no FedCM and the frame sees no session that would do, the click ends in a window nearly always: so it is opened first, empty.
 * @returns the window, where it is needed first and the browser opens it
 */
export function earlyWindow({ mode, account, seen, held }: Before): Window | undefined {
  const here = seen?.account && account === undefined && (seen.one_tap || seen.missing.length === 0);
  if (mode === 'redirect' || held || seen?.signed_in || here || 'IdentityCredential' in globalThis) return undefined;
  return open('about:blank', '_blank', 'popup,width=480,height=720') ?? undefined;
}
