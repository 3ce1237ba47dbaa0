import { z } from 'zod';
import { forPerson } from '../../trpc/init.ts';
import { authenticationResponse } from '../identity/index.ts';
import { leaveOwn } from './departure.ts';
import { beginExport } from './own-data.ts';

export const accountProcedures = {
  /** Where to download one's data from, in the next minute. The file itself is no answer of a procedure: it has no end to its size. */
  beginExport: forPerson.mutation(({ ctx }): Promise<{ path: string; documents: number }> => beginExport(ctx)),
  leave: forPerson
    .input(
      z.strictObject({ handle: z.string().max(64), password: z.string().max(256).optional(), passkey: authenticationResponse.optional() }),
    )
    .mutation(({ ctx, input }): Promise<{ eraseAt: Date }> => leaveOwn(ctx, input)),
};
