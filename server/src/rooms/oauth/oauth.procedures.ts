import { z } from 'zod';
import { forPerson } from '../../trpc/init.ts';
import { type Device, endAppSession, listDevices } from './devices.ts';
import { signOutDevice, signOutEverywhere } from './sign-out.ts';

/** Ending sessions, with the apps that were signed in under them. */
export const oauthProcedures = {
  sessions: forPerson.query(({ ctx }): Promise<Device[]> => listDevices(ctx)),
  signOutEverywhere: forPerson.mutation(({ ctx }): Promise<void> => signOutEverywhere(ctx, ctx.asker.did)),
  /** One device of the list. */
  endSession: forPerson
    .input(z.strictObject({ sessionId: z.string().max(100) }))
    .mutation(({ ctx, input }): Promise<void> => signOutDevice(ctx, ctx.asker.did, input.sessionId)),
  /** One app on one device. */
  endAppSession: forPerson
    .input(z.strictObject({ sessionId: z.string().max(100), appId: z.string().max(100) }))
    .mutation(({ ctx, input }): Promise<void> => endAppSession(ctx, ctx.asker.did, input)),
};
