import { appId, languages, limits } from '@vibe/shared';
import { z } from 'zod';
import { forPerson } from '../../trpc/init.ts';
import { withdraw } from './consent.ts';
import { type Consent, consentsInWords, type HistoryPage, pageOfHistory } from './consent-list.ts';

const lang = z.enum(languages).default('en');

export const consentProcedures = {
  list: forPerson
    .input(z.strictObject({ lang }).default({ lang: 'en' }))
    .query(({ ctx, input }): Promise<(Consent & { may: string[] })[]> => consentsInWords(ctx, ctx.asker.did, input.lang)),
  /** All that was ever allowed, changed, renewed, withdrawn, and what ended by itself; newest first. */
  history: forPerson
    .input(
      z.strictObject({
        lang,
        appId: appId.optional(),
        cursor: z.string().max(limits.cursor).optional(),
        limit: z.int().min(1).max(limits.consentEventsPage).default(20),
      }),
    )
    .query(({ ctx, input }): Promise<HistoryPage> => pageOfHistory(ctx, ctx.asker.did, input)),
  withdraw: forPerson
    .input(z.strictObject({ appId }))
    .mutation(({ ctx, input }): Promise<void> => withdraw(ctx, ctx.asker.did, input.appId)),
};
