import { appId } from '@vibe/shared';
import { z } from 'zod';
import { forPerson } from '../../trpc/init.ts';
import { authenticationResponse } from '../identity/index.ts';
import { leaveOwn } from './departure.ts';
import { beginExport } from './own-data.ts';
import { type OwnSpace, ownSpace } from './space.ts';

export const accountProcedures = {
  /** Where to download one's data from, in the next minute. The file itself is no answer of a procedure: it has no end to its size. */
  beginExport: forPerson
    .input(z.strictObject({ appId: appId.optional() }).optional())
    .mutation(({ ctx, input }): Promise<{ path: string; documents: number }> => beginExport(ctx, input?.appId)),
  /** What one keeps here, by app and collection. */
  space: forPerson.query(({ ctx }): Promise<OwnSpace> => ownSpace(ctx, ctx.asker.did)),
  leave: forPerson
    .input(
      z.strictObject({ handle: z.string().max(64), password: z.string().max(256).optional(), passkey: authenticationResponse.optional() }),
    )
    .mutation(({ ctx, input }): Promise<{ eraseAt: Date }> => leaveOwn(ctx, input)),
};
