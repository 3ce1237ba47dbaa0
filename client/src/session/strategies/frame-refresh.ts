import { asSessionError } from '../errors.ts';
import { covers, isSomebodyElse, type Strategy } from './strategy.ts';

/** The frame keeps a refresh token that covers what is asked. */
export const frameRefresh: Strategy = {
  step: 'frame_refresh',
  whyNot({ seen, held, scope, account }) {
    if (!seen?.signed_in) return 'The frame keeps no refresh token here.';
    if (isSomebodyElse(account, seen.account)) return 'Another account is asked for.';
    // A token in memory that covers less says what the kept one covers: refreshing brings no more.
    return held === undefined || covers(held.scope, scope) ? undefined : 'The refresh token does not cover all the scopes asked for.';
  },
  async run({ link, scope }) {
    try {
      const { token } = await link.request({ type: 'refresh' });
      return covers(token.scope, scope) ? { token } : { next: 'It covers less than is asked for.' };
    } catch (error) {
      const { code } = asSessionError(error);
      if (code === 'not_signed_in' || code === 'expired' || code === 'revoked') return { next: 'The server has ended that sign-in.' };
      throw error;
    }
  },
};
