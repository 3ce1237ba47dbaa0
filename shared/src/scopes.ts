/**
 * The scopes an app can ask for. One table is behind all three: what the server checks (`allows`), what the consent page says (its texts are kept by these
 * names, one for each in each language: server/src/rooms/consent/texts), and where consent may be given (`sensitive` scopes never in a frame, only on a page of
 * Vibe's own).
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
  readonly sensitive: boolean;
}

export const scopePolicies = {
  openid: { allows: [], sensitive: false },
  profile: { allows: ['profile.read'], sensitive: false },
  'documents:read': {
    allows: ['documents.read'],
    sensitive: false,
  },
  'documents:write': {
    allows: ['documents.write'],
    sensitive: false,
  },
  'documents:read:all': {
    allows: ['documents.read', 'documents.read.everyApp'],
    sensitive: true,
  },
  'certificates:read': {
    allows: ['certificates.read'],
    sensitive: false,
  },
  'certificates:issue': {
    allows: ['certificates.issue'],
    sensitive: true,
  },
  offline_access: { allows: [], sensitive: false },
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
