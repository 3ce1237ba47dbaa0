import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { ask } from '../../platform/outbound.ts';
import { findApp } from '../apps/index.ts';
import { onSessionsEnded } from '../identity/index.ts';
import { claimNotices, deleteNotice, type LogoutNotice, putOffNotice } from './logout-notices.store.ts';
import { logoutToken } from './logout-token.ts';
import { backchannelLogout as limit } from './oauth.limits.ts';

/** Tells apps of sign-outs for as long as the process lives. Several processes share the work; what one was about to tell when it died, another does. */
export const keepTellingApps = perProcess((services: Services): void => {
  let running = false;
  let again = false;
  const look = async (): Promise<void> => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        while ((await tellApps(services)) > 0);
      }
    } catch (error) {
      if (!services.lifetime.signal.aborted) services.log.warn({ err: error }, 'apps cannot be told of sign-outs');
    } finally {
      running = false;
    }
  };
  const timer = setInterval(() => void look(), limit.lookEvery * 1_000).unref();
  services.lifetime.onClose(() => clearInterval(timer));
  onSessionsEnded(services, () => void look());
  void look();
});

/** Tries some of those that are due. @returns how many were tried */
export async function tellApps(services: Services): Promise<number> {
  if (services.lifetime.signal.aborted) return 0;
  const db = services.database.system;
  const now = services.clock.now();
  const notices = await claimNotices(db, now, after(now, limit.claimSeconds), limit.atOnce);
  await Promise.all(
    notices.map(async (notice) => {
      if (await tell(services, notice)) return deleteNotice(db, notice.id);
      const wait = limit.waits[notice.attempts - 1];
      return wait === undefined ? deleteNotice(db, notice.id) : putOffNotice(db, notice.id, after(now, wait));
    }),
  );
  return notices.length;
}

/** False: to be tried again. */
async function tell(services: Services, notice: LogoutNotice): Promise<boolean> {
  const facts = { app: notice.app_id, attempt: notice.attempts };
  try {
    const app = await findApp(services, notice.app_id);
    // It does not want to hear of it any more.
    if (!app?.manifest.backchannelLogoutUri) return true;
    const token = await logoutToken(services, app.clientId, notice);
    const { status } = await ask(services, app.manifest.backchannelLogoutUri, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ logout_token: token }).toString(),
      ...{ deadlineMs: limit.deadlineMs, mostBytes: limit.answerBytes },
    });
    if (status >= 200 && status < 300) return true;
    services.log.info({ ...facts, status }, 'an app did not take a sign-out');
  } catch (error) {
    services.log.info({ ...facts, err: error }, 'an app could not be told of a sign-out');
  }
  return false;
}

const after = (time: Date, seconds: number): Date => new Date(time.getTime() + seconds * 1_000);
