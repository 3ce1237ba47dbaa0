import { createHash } from 'node:crypto';
import type { Context } from '../../platform/context.ts';
import { lifetimes } from './identity.limits.ts';

const maxAge = lifetimes.recoveryWait + lifetimes.recoveryOpen;
const cookieName = (publicUrl: string): string => (publicUrl.startsWith('https:') ? '__Host-vibe-mail' : 'vibe-mail');

/** The browser that asks for a letter is known again by a random cookie, so that what somebody else asked for signs nobody in here. */
export function browserHash(ctx: Context): string {
  const name = cookieName(ctx.publicUrl);
  const known = ctx.cookies[name];
  const nonce = known !== undefined && /^[\w-]{43}$/.test(known) ? known : ctx.clock.randomText(32);
  const secure = ctx.publicUrl.startsWith('https:') ? '; Secure' : '';
  ctx.setHeader('set-cookie', `${name}=${nonce}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`);
  return hashed(nonce);
}

/** Undefined: it never asked for one. */
export function knownBrowser(ctx: Context): string | undefined {
  const nonce = ctx.cookies[cookieName(ctx.publicUrl)];
  return nonce === undefined ? undefined : hashed(nonce);
}

const hashed = (nonce: string): string => createHash('sha256').update(nonce).digest('base64url');
