import { z } from 'zod';
import { forPerson } from '../../trpc/init.ts';
import { signOutDevice, signOutEverywhere } from './sign-out.ts';

/** Ending sessions, with the apps that were signed in under them. */
export const oauthProcedures = {
  signOutEverywhere: forPerson.mutation(({ ctx }): Promise<void> => signOutEverywhere(ctx, ctx.asker.did)),
  /** One device of the list. */
  endSession: forPerson
    .input(z.strictObject({ sessionId: z.string().max(100) }))
    .mutation(({ ctx, input }): Promise<void> => signOutDevice(ctx, ctx.asker.did, input.sessionId)),
};
