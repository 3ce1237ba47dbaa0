import type { Did } from '@vibe/shared';
import type { Context, PersonContext } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { deviceName } from './identity.device.ts';
import { insertEvent, listEvents } from './identity.events.store.ts';
import { networkName } from './identity.network.ts';

/** What happened to the means by which somebody comes in: their own audit, for their eyes alone. */
export type AccountEventKind =
  | 'email_added'
  | 'email_changed'
  | 'email_removed'
  | 'email_given_back'
  | 'email_sign_in_on'
  | 'email_sign_in_off'
  | 'recovery_asked'
  | 'recovery_stopped'
  | 'recovered_by_email';

export interface AccountEvent {
  readonly what: AccountEventKind;
  /** An address, its beginning hidden. */
  readonly detail: string | null;
  readonly at: Date;
  readonly device: string;
  readonly network: string;
}

const SHOWN = 50;

export const noteEvent = (ctx: Context, db: Db, did: string, what: AccountEventKind, detail: string | null = null) =>
  insertEvent(db, did, {
    id: ctx.clock.uuid(),
    at: ctx.clock.now(),
    what,
    detail,
    device: deviceName(ctx.userAgent),
    network: networkName(ctx.ip),
  });

/** The newest first. */
export const accountEvents = async (ctx: PersonContext, did: Did = ctx.asker.did): Promise<AccountEvent[]> =>
  (await listEvents(ctx.database.system, did, SHOWN)).map((row) => ({ ...row, what: row.what as AccountEventKind }));
