import type { KoaContextWithOIDC } from 'oidc-provider';

/**
 * The engine drops `offline_access` unless the client sends `prompt=consent`, which would show the consent page each time. OpenID Connect Core
 * §11 allows other conditions for offline access, and here there is one: it is a scope that the person consents to like the rest. So what the
 * engine dropped is put back before the consent is looked at. The parameter carries it through a pushed request, whose scope is dropped twice.
 */
export const OFFLINE = 'vibe_offline';

export function restoreOfflineAccess(ctx: KoaContextWithOIDC): void {
  const params = ctx.oidc.params as Record<string, unknown>;
  const sent = (ctx.oidc as { body?: { scope?: unknown } }).body?.scope ?? ctx.query.scope;
  if (params[OFFLINE] !== '1' && !(typeof sent === 'string' && sent.split(' ').includes('offline_access'))) return;
  params[OFFLINE] = '1';
  const scope = typeof params.scope === 'string' ? params.scope.split(' ') : [];
  params.scope = [...new Set([...scope, 'offline_access'])].join(' ');
}
