import { VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { type Letter, MailError, type Mailer } from '../../platform/mailer.ts';
import { deleteExpiredProofs } from './identity.email-proofs.store.ts';
import { deleteEndedAddresses } from './identity.emails.store.ts';
import { lifetimes } from './identity.limits.ts';
import { deleteOutgoing, insertOutgoing, leaseOutgoing, type Outgoing, postponeOutgoing } from './identity.outbox.store.ts';

export interface Posting extends Letter {
  readonly did: string | null;
  /** After that the letter says nothing that is still true, and is not sent any more. */
  readonly expiresAt: Date;
}

const LOOK_EVERY_MS = 10_000;
/** Longer than the mailer's own patience. */
const LEASE_MS = 120_000;
const AT_ONCE = 5;

/** @throws {VibeError} forbidden where the operator has set up no mail server */
export function requireMailer({ mailer }: Services): void {
  if (!mailer) throw new VibeError('forbidden', 'This server sends no e-mail', { hint: 'Its operator has not set SMTP_URL.' });
}

/** Leaves letters to be sent: by the same transaction as what they tell of, so that none is lost and none tells of what did not happen. */
export async function post(services: Services, db: Db, letters: readonly Posting[]): Promise<void> {
  if (letters.length === 0) return;
  const now = services.clock.now();
  const rows = letters.map(({ did, expiresAt, to, subject, text }) => {
    const id = services.clock.uuid();
    return { id, did, now, expiresAt, sealed: services.sealer.seal(JSON.stringify({ to, subject, text }), placeOf(id)) };
  });
  await insertOutgoing(db, rows);
}

/** Sends what is due, now and for as long as the process lives. Nobody waits for it: how long it takes tells nothing. */
export const keepOutbox = perProcess((services: Services) => {
  const { mailer } = services;
  let wanted = false;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (wanted && mailer && !services.lifetime.signal.aborted) {
      wanted = false;
      while ((await sendSome(services, mailer)) > 0 && !services.lifetime.signal.aborted);
    }
  };
  const look = (): void => {
    wanted = true;
    running ??= run()
      .catch((error: unknown) => services.log.warn({ err: error }, 'cannot look for letters to send'))
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  const sweeper = setInterval(() => {
    sweepEmail(services).catch((error: unknown) => services.log.warn({ err: error }, 'cannot sweep addresses and letters'));
  }, 60 * LOOK_EVERY_MS).unref();
  services.lifetime.onClose(async () => {
    clearInterval(timer);
    clearInterval(sweeper);
    await running;
  });
  look();
  return { look };
});

/** @returns how many were tried */
async function sendSome(services: Services, mailer: Mailer): Promise<number> {
  const now = services.clock.now();
  const taken = await leaseOutgoing(services.database.system, now, new Date(now.getTime() + LEASE_MS), AT_ONCE);
  await Promise.all(taken.map((each) => sendOne(services, mailer, each)));
  return taken.length;
}

async function sendOne(services: Services, mailer: Mailer, { id, sealed, tries, expires_at }: Outgoing): Promise<void> {
  const db = services.database.system;
  try {
    if (expires_at <= services.clock.now()) throw new Error('too late');
    await mailer.send(JSON.parse(services.sealer.open(sealed, placeOf(id)).toString()) as Letter);
    await deleteOutgoing(db, id);
  } catch (error) {
    const again = error instanceof MailError && error.retry;
    services.log.warn({ err: error, tries, again }, 'a letter was not sent');
    if (again) await postponeOutgoing(db, id, new Date(services.clock.now().getTime() + Math.min(30, 2 ** tries) * 5_000));
    else await deleteOutgoing(db, id);
  }
}

/** Addresses that can be given back no more, and proofs that have run out. */
export async function sweepEmail(services: Services): Promise<void> {
  const now = services.clock.now();
  await deleteEndedAddresses(services.database.system, new Date(now.getTime() - lifetimes.emailUndo * 1000));
  await deleteExpiredProofs(services.database.system, now);
}

const placeOf = (id: string): string => `email_outbox/${id}`;
