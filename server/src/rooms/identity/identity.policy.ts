/** Names that would let their holder pass for the house. The operator may give them (`vibe user create`). */
const reservedHandles: ReadonlySet<string> = new Set([
  'abuse',
  'account',
  'accounts',
  'admin',
  'administrator',
  'anonymous',
  'api',
  'billing',
  'everyone',
  'help',
  'hostmaster',
  'info',
  'me',
  'moderator',
  'nobody',
  'official',
  'operator',
  'postmaster',
  'root',
  'security',
  'server',
  'staff',
  'status',
  'support',
  'system',
  'vibe',
  'webmaster',
  'www',
]);
export const isReservedHandle = (handle: string): boolean => reservedHandles.has(handle);

export interface SessionTimes {
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

export const isLiveSession = (session: SessionTimes, now: Date, idleSeconds: number): boolean =>
  now < session.expiresAt && now.getTime() - session.lastSeenAt.getTime() < idleSeconds * 1000;

/** The last way in stays: without it the account would be lost to its owner. */
export const mayRemovePasskey = (account: {
  readonly hasPassword: boolean;
  readonly passkeys: number;
  readonly emailSignsIn: boolean;
}): boolean => account.hasPassword || account.emailSignsIn || account.passkeys > 1;

/**
 * Where a page may send someone on to after sign-in: a path of this server, or an address of a registered app. Anything else would make the
 * sign-in page an open redirector (RFC 9700 §4.11).
 * @returns a path for this server, a whole URL for an app; undefined when it may not be followed.
 */
export function safeContinue(publicUrl: string, appOrigins: readonly string[], value: string): string | undefined {
  const url = URL.parse(value, publicUrl);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') return undefined;
  if (url.origin === new URL(publicUrl).origin) return url.pathname.startsWith('//') ? undefined : url.pathname + url.search + url.hash;
  return appOrigins.includes(url.origin) ? url.href : undefined;
}
