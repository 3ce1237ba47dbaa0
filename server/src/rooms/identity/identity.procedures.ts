import { did, displayName, handle, type Profile, password, signInInput, signUpInput, updateProfileInput, VibeError } from '@vibe/shared';
import { z } from 'zod';
import { forAnyone, forPerson } from '../../trpc/init.ts';
import { findAccountByHandle, type Me, ownAccount, profilesOf, updateProfile } from './identity.accounts.ts';
import { confirmOptions, confirmSession } from './identity.confirm.ts';
import { emailProcedures } from './identity.email.procedures.ts';
import { profilesPerCall } from './identity.limits.ts';
import { createOwnSignInLink, peekSignInLink, type SignInLink, useSignInLink } from './identity.links.ts';
import { authenticationResponse, credentialId, passkeyName, registrationResponse } from './identity.passkey-input.ts';
import {
  listPasskeys,
  type Passkey,
  passkeyAdd,
  passkeyAddOptions,
  passkeySignIn,
  passkeySignInOptions,
  passkeySignUp,
  passkeySignUpOptions,
  removePasskey,
  renamePasskey,
} from './identity.passkeys.ts';
import { type RecoveryCodes, recoveryCodes, renewRecoveryCodes, useRecoveryCode } from './identity.recovery.ts';
import {
  browserAccounts,
  endAllSessions,
  endBrowserSessions,
  endSession,
  endSessionById,
  listSessions,
  noteSignInsSeen,
  type Session,
  switchAccount,
} from './identity.sessions.ts';
import { isHandleFree, setPassword, signIn, signUp } from './identity.sign-in.ts';

type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

const registration = z.strictObject({ response: registrationResponse, passkeyName: passkeyName.optional() });
const linkToken = z.strictObject({ token: z.string().min(1).max(128) });
const proof = z.strictObject({ password: z.string().max(256).optional(), passkey: authenticationResponse.optional() });
const sessionId = z.string().min(1).max(64);

/** Whatever carries a secret is a mutation: the inputs of queries stand in URLs. */
export const identityProcedures = {
  ...emailProcedures,
  signUp: forAnyone.input(signUpInput.extend({ password })).mutation(({ ctx, input }): Promise<Me> => signUp(ctx, input)),
  signIn: forAnyone.input(signInInput).mutation(({ ctx, input }): Promise<Me> => signIn(ctx, input)),
  /** Who is signed in in this browser: for Vibe's own pages, since nobody else's requests carry the cookie. */
  accounts: forAnyone.query(({ ctx }): Promise<{ profile: Profile; active: boolean }[]> => browserAccounts(ctx, ctx.cookies, 'page')),
  switchAccount: forAnyone.input(z.strictObject({ did })).mutation(async ({ ctx, input }): Promise<{ switched: true }> => {
    await switchAccount(ctx, input.did);
    return { switched: true };
  }),
  /** The active account, or the one that is named, of this browser. */
  signOut: forAnyone
    .input(z.strictObject({ did: did.optional() }).nullish())
    .mutation(async ({ ctx, input }): Promise<{ signedOut: true }> => {
      await endSession(ctx, input?.did);
      return { signedOut: true };
    }),
  signOutBrowser: forAnyone.mutation(async ({ ctx }): Promise<{ signedOut: true }> => {
    await endBrowserSessions(ctx);
    return { signedOut: true };
  }),

  me: forPerson.query(({ ctx }): Promise<Me> => ownAccount(ctx, ctx.asker.did)),
  updateProfile: forPerson.input(updateProfileInput).mutation(({ ctx, input }): Promise<Me> => updateProfile(ctx, ctx.asker.did, input)),
  setPassword: forPerson
    .input(z.strictObject({ current: z.string().max(256).optional(), password }))
    .mutation(({ ctx, input }): Promise<{ sessionsEnded: number }> => setPassword(ctx, input)),

  passkeySignUpOptions: forAnyone
    .input(z.strictObject({ handle, name: displayName }))
    .mutation(({ ctx, input }): Promise<CreationOptions> => passkeySignUpOptions(ctx, input)),
  passkeySignUp: forAnyone.input(registration).mutation(({ ctx, input }): Promise<Me> => passkeySignUp(ctx, input)),
  passkeySignInOptions: forAnyone.mutation(({ ctx }): Promise<RequestOptions> => passkeySignInOptions(ctx)),
  passkeySignIn: forAnyone
    .input(z.strictObject({ response: authenticationResponse }))
    .mutation(({ ctx, input }): Promise<Me> => passkeySignIn(ctx, input.response)),

  passkeyAddOptions: forPerson.mutation(({ ctx }): Promise<CreationOptions> => passkeyAddOptions(ctx)),
  passkeyAdd: forPerson.input(registration).mutation(({ ctx, input }): Promise<Passkey> => passkeyAdd(ctx, input)),
  passkeys: forPerson.query(({ ctx }): Promise<Passkey[]> => listPasskeys(ctx)),
  renamePasskey: forPerson
    .input(z.strictObject({ id: credentialId, name: passkeyName }))
    .mutation(({ ctx, input }): Promise<Passkey> => renamePasskey(ctx, input)),
  removePasskey: forPerson.input(z.strictObject({ id: credentialId })).mutation(async ({ ctx, input }): Promise<{ removed: true }> => {
    await removePasskey(ctx, input.id);
    return { removed: true };
  }),

  confirm: forPerson.input(proof).mutation(async ({ ctx, input }): Promise<{ confirmed: true }> => {
    await confirmSession(ctx, input);
    return { confirmed: true };
  }),
  /** For `confirm`, `account.leave` and `renewRecoveryCodes`: a passkey of one's own, once more. */
  confirmOptions: forPerson.mutation(({ ctx }): Promise<RequestOptions> => confirmOptions(ctx)),

  sessions: forPerson.query(({ ctx }): Promise<Session[]> => listSessions(ctx, ctx.asker.did, ctx.asker.sessionId)),
  /** The person knows of the sign-ins up to then. */
  signInsSeen: forPerson.input(z.strictObject({ until: z.date() })).mutation(async ({ ctx, input }): Promise<{ seen: true }> => {
    await noteSignInsSeen(ctx, ctx.asker.did, input.until);
    return { seen: true };
  }),
  endSession: forPerson.input(z.strictObject({ id: sessionId })).mutation(async ({ ctx, input }): Promise<{ ended: true }> => {
    if (!(await endSessionById(ctx, ctx.asker.did, input.id))) throw new VibeError('not_found', 'You have no such session');
    return { ended: true };
  }),
  endAllSessions: forPerson.input(z.strictObject({ except: z.literal('current').optional() })).mutation(
    async ({ ctx, input }): Promise<{ ended: number }> => ({
      ended: await endAllSessions(ctx, ctx.asker.did, input.except && ctx.asker.sessionId),
    }),
  ),

  createSignInLink: forPerson
    .input(z.strictObject({ continueTo: z.string().max(2_048).optional() }))
    .mutation(({ ctx, input }): Promise<SignInLink> => createOwnSignInLink(ctx, input.continueTo)),
  peekSignInLink: forAnyone
    .input(linkToken)
    .mutation(({ ctx, input }): Promise<{ profile: Profile; expiresAt: Date }> => peekSignInLink(ctx, input.token)),
  useSignInLink: forAnyone
    .input(linkToken)
    .mutation(({ ctx, input }): Promise<{ profile: Me; continueTo: string }> => useSignInLink(ctx, input.token)),

  recoveryCodes: forPerson.query(({ ctx }): Promise<RecoveryCodes> => recoveryCodes(ctx)),
  renewRecoveryCodes: forPerson
    .input(proof)
    .mutation(({ ctx, input }): Promise<{ codes: string[]; state: RecoveryCodes }> => renewRecoveryCodes(ctx, input)),
  useRecoveryCode: forAnyone
    .input(z.strictObject({ handle: z.string().max(64), code: z.string().max(64) }))
    .mutation(({ ctx, input }): Promise<Me> => useRecoveryCode(ctx, input)),

  resolveHandle: forAnyone.input(z.strictObject({ handle: z.string().max(64) })).query(async ({ ctx, input }): Promise<Profile> => {
    const profile = await findAccountByHandle(ctx, input.handle);
    if (!profile) throw new VibeError('not_found', `Nobody has the handle ${input.handle}`);
    return profile;
  }),
  isHandleFree: forAnyone.input(z.strictObject({ handle })).query(({ ctx, input }): Promise<boolean> => isHandleFree(ctx, input.handle)),
  profiles: forAnyone
    .input(z.strictObject({ dids: z.array(did).max(profilesPerCall) }))
    .query(({ ctx, input }): Promise<Profile[]> => profilesOf(ctx, input.dids)),
};
