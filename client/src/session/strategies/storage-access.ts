import { asSessionError } from '../errors.ts';
import { partitionedSession } from './partitioned-session.ts';
import type { Strategy } from './strategy.ts';

/**
 * The browser gives the frame Vibe's own cookies without asking anybody: after a sign-in by FedCM, or where the person has allowed it before. The
 * asking itself would be a question about cookies, inside the frame, before the one about the app: a window is less.
 * @see https://privacycg.github.io/storage-access/
 */
export const storageAccess: Strategy = {
  step: 'storage_access',
  whyNot({ seen, mode, account }) {
    if (mode !== 'auto') return `mode="${mode}"`;
    if (!seen) return 'The frame is not there yet.';
    if (seen.account) return 'The frame sees a session already.';
    if (account !== undefined) return 'A certain account is asked for, which the frame does not see.';
    return 'requestStorageAccess' in document ? undefined : 'This browser has no Storage Access API.';
  },
  async run(attempt) {
    try {
      attempt.seen = (await attempt.link.request({ type: 'access', scope: attempt.scope })).state;
    } catch (error) {
      if (asSessionError(error).code === 'no_access') return { next: 'The browser does not give the cookies without asking.' };
      throw error;
    }
    const why = partitionedSession.whyNot(attempt);
    return why === undefined ? partitionedSession.run(attempt) : { next: why };
  },
};
