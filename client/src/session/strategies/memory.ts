import { covers, type Strategy } from './strategy.ts';

/** This page has a token that is still good for a minute. */
export const memory: Strategy = {
  step: 'memory',
  applies: ({ held, scope }) => held !== undefined && held.expires_at - Date.now() > 60_000 && covers(held.scope, scope),
  run: async ({ held }) => (held ? { token: held } : 'next'),
};
