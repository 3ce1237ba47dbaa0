import { type PopupAsks, type PopupMessage, popupRedirectUri, VIBE_AUTH } from '@vibe/shared';
import { authorizeUrl } from '../authorize-url.ts';
import { SessionError, sessionError } from '../errors.ts';
import type { Attempt, Strategy } from './strategy.ts';

/** Vibe's own pages in a window of their own, opened in the click before anything is awaited. */
export const popup: Strategy = {
  step: 'popup',
  whyNot: ({ mode }) => (mode === 'redirect' ? 'mode="redirect"' : undefined),
  async run(attempt) {
    const { server, mode, link, scope } = attempt;
    const inClick = navigator.userActivation?.isActive ?? true;
    const child = attempt.child ?? window.open('about:blank', '_blank', placed(480, 720));
    if (!child) {
      // Leaving the page without a fresh click would come out of nowhere.
      if (!inClick) throw new SessionError('needs_tap');
      if (mode === 'auto') return { next: 'The browser opened no window.' };
      throw new SessionError('popup_blocked');
    }
    try {
      const redirectUri = popupRedirectUri(server, location.origin);
      const challenge = await link.request({ type: 'begin', scope, redirect_uri: redirectUri });
      child.location.replace(authorizeUrl({ ...attempt, redirectUri, challenge }));
      const { code, state, iss, error, error_description } = await answerOf(child, attempt, challenge.state);
      if (code === undefined) throw sessionError(error ?? 'bad_answer', { message: error_description });
      return { token: (await link.request({ type: 'code', code, state, iss })).token };
    } finally {
      child.close();
    }
  },
};

/** The answer of this window, from this server, to this question; anything else that arrives is somebody else's. */
function answerOf(child: Window, { server, on }: Attempt, state: string): Promise<PopupMessage> {
  return new Promise((resolve, reject) => {
    const onMessage = ({ source, origin, data }: MessageEvent<Partial<PopupMessage> | PopupAsks | null>): void => {
      if (source !== child || origin !== server || data?.v !== VIBE_AUTH) return;
      if (data.type === 'asks') on({ type: 'asks', asks: data.asks });
      if (data.type !== 'code') return;
      const ours = data.state === state && data.iss === server;
      end(() => (ours ? resolve(data as PopupMessage) : reject(new SessionError('bad_answer'))));
    };
    // The message of a window that closes itself may still be on its way: look once more before saying that the person closed it.
    let seenClosed = false;
    const watch = setInterval(() => {
      if (seenClosed) end(() => reject(new SessionError('cancelled')));
      seenClosed = child.closed;
    }, 300);
    const end = (settle: () => void): void => {
      clearInterval(watch);
      removeEventListener('message', onMessage);
      settle();
    };
    addEventListener('message', onMessage);
  });
}

/** In the middle of this window, wherever that is on the desk. */
const placed = (width: number, height: number): string =>
  `popup,width=${width},height=${height},left=${screenX + ((outerWidth - width) >> 1)},top=${screenY + ((outerHeight - height) >> 1)}`;
