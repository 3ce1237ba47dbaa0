/**
 * The scopes an app can ask for. One table is behind all three: what the server checks (`allows`), what the consent page says
 * (`says`, `cannot`), and where consent may be given (`sensitive` scopes never in a frame, only on a page of Vibe's own).
 */
export const actions = [
  'profile.read',
  'documents.read',
  'documents.write',
  'documents.read.everyApp',
  'certificates.read',
  'certificates.issue',
] as const;
export type Action = (typeof actions)[number];

export interface ScopePolicy {
  readonly allows: readonly Action[];
  /** Completes "<app> will be able to …". */
  readonly says: string;
  readonly sensitive: boolean;
}

export const scopePolicies = {
  openid: { allows: [], says: 'know that it is you when you come back', sensitive: false },
  profile: { allows: ['profile.read'], says: 'see your name, handle and picture', sensitive: false },
  'documents:read': {
    allows: ['documents.read'],
    says: 'read what you keep in this app, and what others share with you in it',
    sensitive: false,
  },
  'documents:write': {
    allows: ['documents.write'],
    says: 'create, change and delete what you keep in this app, and choose who sees it',
    sensitive: false,
  },
  'documents:read:all': {
    allows: ['documents.read', 'documents.read.everyApp'],
    says: 'read everything you keep on Vibe, from every app',
    sensitive: true,
  },
  'certificates:read': {
    allows: ['certificates.read'],
    says: 'see the certificates that you hold, and those you have issued',
    sensitive: false,
  },
  'certificates:issue': {
    allows: ['certificates.issue'],
    says: 'issue and revoke certificates in your name, by which others decide who sees what',
    sensitive: true,
  },
  offline_access: { allows: [], says: 'stay signed in on this device, until you sign out or withdraw this', sensitive: false },
} as const satisfies Record<string, ScopePolicy>;

export type Scope = keyof typeof scopePolicies;
export const scopes = Object.keys(scopePolicies) as readonly Scope[];
export const isScope = (value: string): value is Scope => Object.hasOwn(scopePolicies, value);

/** Space-separated scopes (RFC 6749 §3.3) → known scopes and the rest, in order, without repeats. */
export function parseScope(value: string): { known: Scope[]; unknown: string[] } {
  const all = [...new Set(value.split(' ').filter(Boolean))];
  return { known: all.filter(isScope), unknown: all.filter((each) => !isScope(each)) };
}

export const scopeAllows = (granted: Iterable<Scope>, action: Action): boolean => {
  for (const scope of granted) if ((scopePolicies[scope].allows as readonly Action[]).includes(action)) return true;
  return false;
};

export const isSensitive = (asked: Iterable<Scope>): boolean => {
  for (const scope of asked) if (scopePolicies[scope].sensitive) return true;
  return false;
};
