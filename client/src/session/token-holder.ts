import type { FrameAccessToken } from '@vibe/shared';
import { asSessionError, isUnreachable, SessionError } from './errors.ts';
import type { FrameLink } from './frame-link.ts';
import { withBackoff } from './retry.ts';
import { gave, type Trace } from './trace.ts';

/** A token is renewed, when somebody asks for it, this long before it ends. */
const freshMilliseconds = 60_000;

export interface TokenHolderParts {
  readonly link: FrameLink;
  readonly trace: Trace;
  readonly onToken: (token: FrameAccessToken) => void;
  /** The one in memory is of no use any more, and another one is asked for. */
  readonly onRenewing: () => void;
  readonly onUnreachable: () => void;
  /** The frame has none any more. @returns another one, if there is a silent way to it */
  readonly onLost: (why: 'not_signed_in' | 'expired' | 'revoked') => Promise<FrameAccessToken | undefined>;
}

/** The access token of this page, in memory alone; renewed by the frame, once for all who ask at a time. */
export class TokenHolder {
  held: FrameAccessToken | undefined;
  readonly #parts: TokenHolderParts;
  #renewing: Promise<FrameAccessToken | undefined> | undefined;

  constructor(parts: TokenHolderParts) {
    this.#parts = parts;
  }

  /** One that is good for a minute, of somebody who is signed in. @throws {SessionError} */
  async token({ fresh }: { fresh: boolean }): Promise<FrameAccessToken | undefined> {
    const { held } = this;
    if (!held) {
      // Who it is, is remembered from before; there has been no token yet.
      if (!this.#parts.link.isOpen) throw new SessionError('offline');
      return this.renew();
    }
    const left = held.expires_at - Date.now();
    if (!fresh && left > freshMilliseconds) return held;
    if (left <= 0) this.#parts.onRenewing();
    try {
      return await this.renew();
    } catch (error) {
      // It was to be renewed early and could not be: what is left of it still counts.
      if (!fresh && left > 0) return held;
      throw error;
    }
  }

  renew(): Promise<FrameAccessToken | undefined> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(): Promise<FrameAccessToken | undefined> {
    const { link, trace, onToken, onUnreachable, onLost } = this.#parts;
    try {
      const { token } = await withBackoff(() => link.request({ type: 'refresh' }));
      trace.add('frame_refresh', 'signed_in', gave(token));
      onToken(token);
      return token;
    } catch (error) {
      const { code, message } = asSessionError(error);
      trace.add('frame_refresh', 'failed', `${code}: ${message}`);
      if (isUnreachable(error)) onUnreachable();
      if (code !== 'not_signed_in' && code !== 'expired' && code !== 'revoked') throw error;
      return onLost(code);
    }
  }
}
