import { appId } from '@vibe/shared';
import { z } from 'zod';
import { forPerson } from '../../trpc/init.ts';
import { type Consent, listConsents, withdraw } from './consent.ts';

export const consentProcedures = {
  list: forPerson.query(({ ctx }): Promise<Consent[]> => listConsents(ctx, ctx.asker.did)),
  withdraw: forPerson
    .input(z.strictObject({ appId }))
    .mutation(({ ctx, input }): Promise<void> => withdraw(ctx, ctx.asker.did, input.appId)),
};
