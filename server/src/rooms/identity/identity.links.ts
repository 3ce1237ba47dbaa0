import { createHash } from 'node:crypto';
import { type Did, type Profile, VibeError } from '@vibe/shared';
import type { Context, PersonContext, Services } from '../../platform/context.ts';
import { findAccountByHandle, type Me, ownAccount, profileOf } from './identity.accounts.ts';
import { requireConfirmed } from './identity.fresh.ts';
import { lifetimes } from './identity.limits.ts';
import { deleteExpiredSignInLinks, findSignInLink, insertSignInLink, takeSignInLink } from './identity.links.store.ts';
import { networkKey } from './identity.network.ts';
import { safeContinue } from './identity.policy.ts';
import { spendTry } from './identity.rate-limits.ts';
import { startSession } from './identity.sessions.ts';

export interface SignInLink {
  readonly url: string;
  readonly expiresAt: Date;
}

export interface SignInLinkRequest {
  readonly handle: string;
  /** Where to go after the sign-in. The caller vouches for it, or has it from `safeContinue`. Default: the account page. */
  readonly continueTo?: string | undefined;
  /** Default 10. */
  readonly lifetimeMinutes?: number | undefined;
}

/**
 * A link that signs in once. Its token stands in the fragment, which browsers send to nobody, and a page must POST it: scanners that open links do
 * not burn it, logs and referrers do not learn it.
 * @throws {VibeError} not_found when nobody has that handle.
 */
export async function createSignInLink(
  services: Services,
  { handle, continueTo, lifetimeMinutes }: SignInLinkRequest,
): Promise<SignInLink> {
  const profile = await findAccountByHandle(services, handle);
  if (!profile) throw new VibeError('not_found', `Nobody has the handle ${handle}`);
  const token = services.clock.randomText(32);
  const now = services.clock.now();
  const expiresAt = new Date(now.getTime() + (lifetimeMinutes === undefined ? lifetimes.signInLink : lifetimeMinutes * 60) * 1000);
  await deleteExpiredSignInLinks(services.database.system, now);
  await insertSignInLink(services.database.system, {
    tokenHash: hashed(token),
    did: profile.did,
    continueTo: continueTo ?? '/account',
    expiresAt,
  });
  return { url: `${services.publicUrl}/sign-in#link=${token}`, expiresAt };
}

/** For another device of one's own. Leads only to this server's own pages. @throws {VibeError} confirmation_required, rate_limited, bad_request */
export async function createOwnSignInLink(ctx: PersonContext, continueTo: string | undefined): Promise<SignInLink> {
  await requireConfirmed(ctx);
  await spendTry(ctx, 'signInLinkPerAccount', ctx.asker.did);
  const { handle } = await ownAccount(ctx, ctx.asker.did);
  const path = continueTo === undefined ? undefined : safeContinue(ctx.publicUrl, [], continueTo);
  if (continueTo !== undefined && path === undefined) throw new VibeError('bad_request', 'continueTo must be a path on this server');
  return createSignInLink(ctx, { handle, continueTo: path });
}

/**
 * Whom a link would sign in, without using it up: so that nobody is signed in as someone else by a link that was sent to them.
 * @throws {VibeError} invalid_credentials when it is unknown, used or expired.
 */
export async function peekSignInLink(ctx: Context, token: string): Promise<{ profile: Profile; expiresAt: Date }> {
  await spendTry(ctx, 'signInPerNetwork', networkKey(ctx.ip));
  const link = await findSignInLink(ctx.database.system, hashed(token), ctx.clock.now());
  const profile = link && (await profileOf(ctx, link.did as Did));
  if (!link || !profile) throw spent();
  return { profile, expiresAt: link.expires_at };
}

/** @throws {VibeError} invalid_credentials when it is unknown, used or expired. */
export async function useSignInLink(ctx: Context, token: string): Promise<{ profile: Me; continueTo: string }> {
  await spendTry(ctx, 'signInPerNetwork', networkKey(ctx.ip));
  const link = await takeSignInLink(ctx.database.system, hashed(token), ctx.clock.now());
  if (!link) throw spent();
  await startSession(ctx, link.did as Did, 'link');
  return { profile: await ownAccount(ctx, link.did as Did), continueTo: link.continue_to };
}

const hashed = (token: string): string => createHash('sha256').update(token).digest('base64url');
const spent = (): VibeError =>
  new VibeError('invalid_credentials', 'This sign-in link has expired or was used already', {
    hint: 'Ask for a new one, or sign in another way.',
  });
