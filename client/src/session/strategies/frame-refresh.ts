import { asSessionError } from '../errors.ts';
import { covers, type Strategy } from './strategy.ts';

/** The frame keeps a refresh token that covers what is asked. */
export const frameRefresh: Strategy = {
  step: 'frame_refresh',
  // A token in memory that covers less says what the kept one covers: refreshing brings no more.
  applies: ({ seen, held, scope }) => seen?.signed_in === true && (held === undefined || covers(held.scope, scope)),
  async run({ link, scope }) {
    try {
      const { token } = await link.request({ type: 'refresh' });
      return covers(token.scope, scope) ? { token } : 'next';
    } catch (error) {
      if (asSessionError(error).code === 'not_signed_in') return 'next';
      throw error;
    }
  },
};
