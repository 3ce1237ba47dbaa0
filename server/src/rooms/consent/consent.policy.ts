import { type AppManifest, isScope, type Scope } from '@vibe/shared';

const DAY_MS = 86_400_000;

/** When a consent ends that is given or renewed now. */
export const endOf = ({ consentDays }: Pick<AppManifest, 'consentDays'>, now: Date): Date => new Date(now.getTime() + consentDays * DAY_MS);

export interface Term {
  readonly renewedAt: Date;
  readonly endsAt: Date;
}

/** Is a use to be written down as a renewal? When a part of its time has gone by, or the app wants less time by now than is left. */
export function isRenewalDue({ renewedAt, endsAt }: Term, app: Pick<AppManifest, 'consentDays'>, now: Date, afterPart: number): boolean {
  const passed = now.getTime() - renewedAt.getTime();
  return passed >= app.consentDays * DAY_MS * afterPart || endsAt > endOf(app, now);
}

export interface GrantedScope {
  readonly scope: string;
  readonly grantedAt: Date;
}
interface Asking {
  readonly manifest: Pick<AppManifest, 'scopes'>;
  /** When the app began to ask for a scope, if that was later than its first manifest. */
  readonly scopesSince: Readonly<Partial<Record<Scope, Date>>>;
}

/**
 * Of what a person once allowed, what holds: the app asks for it today, and has done so without a break since then. An app that gives a scope up and wants it
 * back later asks anew.
 */
export const holding = (app: Asking, granted: readonly GrantedScope[]): Scope[] =>
  granted
    .filter(({ scope, grantedAt }) => {
      if (!isScope(scope) || !app.manifest.scopes.includes(scope)) return false;
      const since = app.scopesSince[scope];
      return since === undefined || grantedAt >= since;
    })
    .map(({ scope }) => scope as Scope);
