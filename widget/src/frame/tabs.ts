import type { FrameAccessToken } from '@vibe/shared';

/** What frames of one app on one site tell each other, from tab to tab. The browser carries it between pages of Vibe's origin only. */
type Said =
  | { readonly what: 'began' }
  | { readonly what: 'ended'; readonly why?: 'expired' | 'revoked' }
  /** An access token, bound to the key that they share: who needs one now does not have to ask the server too. */
  | { readonly what: 'renewed'; readonly token: FrameAccessToken };

/** Milliseconds for a message that is already on its way. */
const patience = 2_000;

export interface Tabs {
  say(said: Said): void;
  onSaid(listener: (said: Exclude<Said, { what: 'renewed' }>) => void): void;
  /** What another tab got last. */
  readonly token: FrameAccessToken | undefined;
  /** The next token that another tab tells of, if it comes soon. */
  nextToken(): Promise<FrameAccessToken | undefined>;
}

export function openTabs(clientId: string): Tabs {
  let token: FrameAccessToken | undefined;
  let listener: ((said: Exclude<Said, { what: 'renewed' }>) => void) | undefined;
  const waiting = new Set<(token: FrameAccessToken) => void>();
  const channel = openChannel(`vibe-auth ${clientId}`);
  if (channel)
    channel.onmessage = ({ data }: MessageEvent<Said>) => {
      if (data.what === 'renewed') {
        token = data.token;
        for (const tell of waiting) tell(data.token);
        return;
      }
      // Whoever signs in or out anew makes the other one's token worthless.
      token = undefined;
      listener?.(data);
    };
  return {
    say(said) {
      if (said.what !== 'renewed') token = undefined;
      channel?.postMessage(said);
    },
    onSaid(given) {
      listener = given;
    },
    get token() {
      return token;
    },
    nextToken: () =>
      new Promise((resolve) => {
        const tell = (given: FrameAccessToken | undefined): void => {
          clearTimeout(timer);
          waiting.delete(tell);
          resolve(given);
        };
        const timer = setTimeout(() => tell(undefined), patience);
        waiting.add(tell);
      }),
  };
}

/** A browser that keeps nothing for us may refuse this too; then this tab is the only one. */
function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/** One tab at a time; where the browser has no locks for us, there is one tab only. */
export const inTurn = <T>(name: string, work: () => Promise<T>): Promise<T> => {
  let entered = false;
  const guarded = (): Promise<T> => {
    entered = true;
    return work();
  };
  return navigator.locks.request(name, guarded).catch((error: unknown) => {
    if (!entered && error instanceof DOMException) return work();
    throw error;
  }) as Promise<T>;
};
