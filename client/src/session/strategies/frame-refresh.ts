import { asSessionError } from '../errors.ts';
import type { Strategy } from './strategy.ts';

/** The frame keeps a refresh token that covers what is asked. */
export const frameRefresh: Strategy = {
  step: 'frame_refresh',
  applies: ({ seen }) => seen?.signed_in === true && seen.missing.length === 0,
  async run({ link }) {
    try {
      return { token: (await link.request({ type: 'refresh' })).token };
    } catch (error) {
      if (asSessionError(error).code === 'not_signed_in') return 'next';
      throw error;
    }
  },
};
