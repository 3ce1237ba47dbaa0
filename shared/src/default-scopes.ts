import type { Scope } from './scopes.ts';

/** What the tag and the client ask for when the app names nothing. By itself: pages load it without the texts of all scopes. */
export const defaultScopes: readonly Scope[] = ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write'];
