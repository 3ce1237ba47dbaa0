import { displayName, handle, languages } from '@vibe/shared';
import { z } from 'zod';
import { forAnyone, forPerson } from '../../trpc/init.ts';
import type { Me } from './identity.accounts.ts';
import { emailAddress } from './identity.email-address.ts';
import { stopOwnRecovery, stopRecovery } from './identity.email-recovery.ts';
import { askByEmail, type LetterLink, type LetterUsed, peekLetter, signUpByEmail, useLetter } from './identity.email-sign-in.ts';
import {
  changeEmail,
  giveEmailBack,
  type LetterOnItsWay,
  type OwnEmail,
  ownEmail,
  removeEmail,
  setEmailSignsIn,
} from './identity.emails.ts';
import { type AccountEvent, accountEvents } from './identity.events.ts';

/** What the letters are written in: the page's language. */
const lang = z.enum(languages).default('en');
const token = z.string().min(1).max(128);
const id = z.string().min(1).max(64);

export const emailProcedures = {
  /** An answer that is the same for every address, whether somebody has it or not. */
  emailAsk: forAnyone
    .input(
      z.strictObject({
        address: emailAddress,
        purpose: z.enum(['sign_in', 'recover']),
        continueTo: z.string().max(2_048).optional(),
        lang,
      }),
    )
    .mutation(({ ctx, input }): Promise<LetterOnItsWay> => askByEmail(ctx, input)),
  emailPeek: forAnyone.input(z.strictObject({ token })).mutation(({ ctx, input }): Promise<LetterLink> => peekLetter(ctx, input.token)),
  emailUse: forAnyone
    .input(z.strictObject({ by: z.union([z.strictObject({ token }), z.strictObject({ id, code: z.string().max(32) })]), lang }))
    .mutation(({ ctx, input }): Promise<LetterUsed> => useLetter(ctx, input.by, input.lang)),
  emailSignUp: forAnyone
    .input(z.strictObject({ id, handle, name: displayName }))
    .mutation(({ ctx, input }): Promise<Me> => signUpByEmail(ctx, input)),
  emailUndo: forAnyone
    .input(z.strictObject({ token, lang }))
    .mutation(({ ctx, input }): Promise<{ address: string }> => giveEmailBack(ctx, input.token, input.lang)),
  emailStop: forAnyone.input(z.strictObject({ token })).mutation(async ({ ctx, input }): Promise<{ stopped: true }> => {
    await stopRecovery(ctx, input.token);
    return { stopped: true };
  }),

  email: forPerson.query(({ ctx }): Promise<OwnEmail> => ownEmail(ctx)),
  emailChange: forPerson
    .input(z.strictObject({ address: emailAddress, lang }))
    .mutation(({ ctx, input }): Promise<LetterOnItsWay> => changeEmail(ctx, input)),
  emailRemove: forPerson.input(z.strictObject({ lang })).mutation(async ({ ctx, input }): Promise<OwnEmail> => {
    await removeEmail(ctx, input.lang);
    return ownEmail(ctx);
  }),
  emailSignsIn: forPerson.input(z.strictObject({ on: z.boolean() })).mutation(async ({ ctx, input }): Promise<OwnEmail> => {
    await setEmailSignsIn(ctx, input.on);
    return ownEmail(ctx);
  }),
  emailStopRecovery: forPerson.mutation(async ({ ctx }): Promise<OwnEmail> => {
    await stopOwnRecovery(ctx);
    return ownEmail(ctx);
  }),

  /** What happened to the means of sign-in, newest first. */
  events: forPerson.query(({ ctx }): Promise<AccountEvent[]> => accountEvents(ctx)),
};
