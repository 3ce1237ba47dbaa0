import { covers, isSomebodyElse, type Strategy } from './strategy.ts';

/** This page has a token that is still good for a minute. */
export const memory: Strategy = {
  step: 'memory',
  whyNot({ held, scope, account }) {
    if (!held) return 'This page holds no token.';
    if (isSomebodyElse(account, held.profile)) return 'Another account is asked for.';
    if (held.expires_at - Date.now() <= 60_000) return 'The token in memory is about to run out.';
    return covers(held.scope, scope) ? undefined : 'The token in memory does not cover all the scopes asked for.';
  },
  run: async ({ held }) => (held ? { token: held } : { next: 'The token is gone.' }),
};
