import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { VibeError } from '@vibe/shared';
import type { Context, Services } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { addressKey } from './identity.email-address.ts';
import { browserHash, knownBrowser } from './identity.email-cookie.ts';
import { findProofByToken, insertProof, type NewProof, type ProofRow, tryProof } from './identity.email-proofs.store.ts';
import { lifetimes, triesPerCode } from './identity.limits.ts';

export interface ProofRequest {
  readonly purpose: NewProof['purpose'];
  readonly did: string | null;
  readonly address: string;
  readonly continueTo?: string | undefined;
  /** Seconds until it may be used. */
  readonly wait?: number;
  readonly stoppable?: boolean;
}

/** What goes into the letter; all but the id is told to nobody else. */
export interface Proof {
  readonly id: string;
  readonly token: string;
  readonly code: string;
  readonly stopToken: string | undefined;
  readonly opensAt: Date;
  readonly expiresAt: Date;
}

/** Somebody in this browser says that they read an address. */
export async function makeProof(ctx: Context, db: Db, request: ProofRequest): Promise<Proof> {
  const { wait = 0 } = request;
  const now = ctx.clock.now().getTime();
  const id = ctx.clock.randomText(16);
  const token = ctx.clock.randomText(32);
  const stopToken = ctx.clock.randomText(32);
  const opensAt = new Date(now + wait * 1000);
  const expiresAt = new Date(now + (wait + (wait > 0 ? lifetimes.recoveryOpen : lifetimes.emailProof)) * 1000);
  await insertProof(db, {
    id,
    purpose: request.purpose,
    did: request.did,
    address: request.address,
    key: addressKey(request.address),
    browserHash: browserHash(ctx),
    tokenHash: hashedToken(token),
    stopHash: request.stoppable ? hashedToken(stopToken) : null,
    continueTo: request.continueTo ?? null,
    opensAt,
    expiresAt,
  });
  return { id, token, code: codeOf(ctx, id), stopToken: request.stoppable ? stopToken : undefined, opensAt, expiresAt };
}

/** @throws {VibeError} invalid_credentials when it is unknown, used or expired */
export async function findProof(ctx: Context, token: string): Promise<ProofRow & { readonly here: boolean }> {
  const proof = await findProofByToken(ctx.database.system, hashedToken(token), ctx.clock.now());
  if (!proof || proof.proved_at !== null) throw overOrUsed();
  return { ...proof, here: proof.browser_hash === knownBrowser(ctx) };
}

/** By its link: only in the browser that asked for it. @throws {VibeError} invalid_credentials */
export async function proofByLink(ctx: Context, token: string): Promise<ProofRow> {
  const proof = await findProof(ctx, token);
  if (!proof.here || proof.opens_at > ctx.clock.now()) throw overOrUsed();
  return proof;
}

/** By its code, in the browser that asked for it; a few tries and no more. @throws {VibeError} invalid_credentials */
export async function proofByCode(ctx: Context, id: string, code: string): Promise<ProofRow> {
  const proof = await tryProof(ctx.database.system, id, knownBrowser(ctx) ?? '', triesPerCode, ctx.clock.now());
  const right = sameText(codeOf(ctx, id), code.replace(/\D/g, ''));
  if (!proof || !right) throw new VibeError('invalid_credentials', 'This code is not right, or too old', { hint: 'Ask for a new letter.' });
  return proof;
}

/** Not kept anywhere: whoever has only the database cannot tell it. Six digits, each as likely as any. */
export function codeOf({ sealer }: Services, id: string): string {
  const number = createHmac('sha256', sealer.derive('email-codes/1')).update(id).digest().readBigUInt64BE() % 1_000_000n;
  return String(number).padStart(6, '0');
}

/** 256 random bits need no slow hash. */
export const hashedToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

const sameText = (one: string, other: string): boolean =>
  timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());

export const overOrUsed = (): VibeError =>
  new VibeError('invalid_credentials', 'This link has expired or was used already', { hint: 'Ask for a new letter.' });
