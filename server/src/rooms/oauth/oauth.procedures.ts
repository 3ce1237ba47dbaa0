import { z } from 'zod';
import { forPerson } from '../../trpc/init.ts';
import { endAllSessions, endSessionById } from '../identity/index.ts';
import { revokeGrants } from './grants.ts';

/** Ending sessions, with the apps that were signed in under them. */
export const oauthProcedures = {
  /** Everywhere, this browser too, and in every app. */
  signOutEverywhere: forPerson.mutation(async ({ ctx }): Promise<void> => {
    await endAllSessions(ctx, ctx.asker.did);
    await revokeGrants(ctx, { did: ctx.asker.did });
  }),
  /** One device of the list. */
  endSession: forPerson.input(z.strictObject({ sessionId: z.string().max(100) })).mutation(async ({ ctx, input }): Promise<void> => {
    await endSessionById(ctx, ctx.asker.did, input.sessionId);
    await revokeGrants(ctx, { did: ctx.asker.did, sessionId: input.sessionId });
  }),
};
