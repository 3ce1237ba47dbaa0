import type { Did } from '@vibe/shared';
import { VibeError } from '@vibe/shared';
import type { PersonContext, Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { leaveApps } from '../apps/index.ts';
import { forgetCertificates } from '../certificates/index.ts';
import { deleteConsents } from '../consent/index.ts';
import { eraseDocuments, giveBackDocuments, withdrawDocuments } from '../documents/index.ts';
import {
  beginDeparture,
  comeBack,
  confirmPerson,
  type Departure,
  eraseAccount,
  listDepartures,
  onReturn,
  type Proof,
  profileOf,
  settleDeparture,
} from '../identity/index.ts';
import { revokeGrants } from '../oauth/index.ts';

/** How often a process looks whether an account is due, or was left half way by another process. */
const LOOK_EVERY_MS = 5 * 60_000;
/** Whoever leaves waits this long for most documents to be gone; the rest follows by itself. */
const PATIENCE_MS = 2_000;

/**
 * The person gives up their account. At once nobody finds it, every session and app ends, and their documents go from everybody's sight, live streams
 * included. They come back by signing in until `eraseAt`; then all of it is erased.
 * @throws {VibeError} bad_request when the handle is not theirs; invalid_credentials, rate_limited
 */
export async function leaveOwn(ctx: PersonContext, { handle, ...proof }: Proof & { readonly handle: string }): Promise<{ eraseAt: Date }> {
  const profile = await profileOf(ctx, ctx.asker.did);
  if (!profile || profile.handle !== handle.trim().toLowerCase().replace(/^@/, ''))
    throw new VibeError('bad_request', 'This is not your handle', { issues: [{ path: '/handle', message: 'must be your handle' }] });
  await confirmPerson(ctx, proof);
  return { eraseAt: await leave(ctx, ctx.asker.did) };
}

/** @param eraseAt left out: after the stated days */
export async function leave(services: Services, did: Did, eraseAt?: Date): Promise<Date> {
  const at = await beginDeparture(services, did, eraseAt);
  await revokeGrants(services, { did });
  const gone = settle(services, { did, state: 'leaving' }).catch((error: unknown) => later(services, error));
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);
  return at;
}

/** At once and for good, whether it was closed before or not: the operator's doing alone. */
export async function eraseNow(services: Services, did: Did): Promise<{ did: Did; eraseAt: undefined }> {
  const now = services.clock.now();
  await beginDeparture(services, did, now).catch((error: unknown) => {
    if (!(error instanceof VibeError)) throw error; // it is closed already
  });
  await revokeGrants(services, { did });
  if (!(await settleDeparture(services, did, 'erasing now'))) throw new VibeError('not_found', 'There is no such account');
  await erase(services, did);
  return { did, eraseAt: undefined };
}

/** As a sign-in does it. False when there is nothing to come back to. */
export const bringBack = async (services: Services, did: Did): Promise<boolean> => {
  const isBack = await comeBack(services, did);
  if (isBack) await settle(services, { did, state: 'returning' });
  return isBack;
};

/** Looks after departures as long as the process lives. Several processes may: whatever one has begun, any may end, and to do it twice is to do it once. */
export const keepDepartures = perProcess((services: Services): void => {
  const look = () => void settleDepartures(services).catch((error: unknown) => later(services, error));
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  services.lifetime.onClose(() => clearInterval(timer));
  onReturn(services, (did) => void settle(services, { did, state: 'returning' }).catch((error: unknown) => later(services, error)));
  look();
});

/** One look at all of them. @returns how many accounts were erased */
export async function settleDepartures(services: Services): Promise<number> {
  let erased = 0;
  for (const departure of await listDepartures(services)) {
    if (services.lifetime.signal.aborted) break;
    if (isDue(services, departure) && (await settleDeparture(services, departure.did, 'erasing'))) {
      await erase(services, departure.did);
      erased++;
    } else await settle(services, departure);
  }
  return erased;
}

const isDue = (services: Services, { state, eraseAt }: Departure): boolean =>
  state === 'erasing' || (state !== 'returning' && eraseAt <= services.clock.now());

/** Brings the documents to where the account stands. */
async function settle(services: Services, { did, state }: Pick<Departure, 'did' | 'state'>): Promise<void> {
  if (state === 'returning') {
    await giveBackDocuments(services, did);
    await settleDeparture(services, did, null);
  } else {
    await withdrawDocuments(services, did);
    if (state === 'leaving') await settleDeparture(services, did, 'left');
  }
}

/** Nothing is begun that an earlier break could have left half done: each step may be done again. The account goes last. */
async function erase(services: Services, did: Did): Promise<void> {
  await eraseDocuments(services, did);
  await forgetCertificates(services, did);
  await leaveApps(services, did);
  await eraseAccount(services, did, (tx) => deleteConsents(tx, did));
  services.log.info({ did }, 'an account was erased');
}

const later = (services: Services, err: unknown): void => services.log.warn({ err }, 'a departure was not settled; it will be tried again');
