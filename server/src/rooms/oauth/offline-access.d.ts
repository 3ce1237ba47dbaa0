import type { KoaContextWithOIDC } from 'oidc-provider';
/**
 * The engine drops `offline_access` unless the client sends `prompt=consent`, which would show the consent page each time. OpenID Connect Core
 * §11 allows other conditions for offline access, and here there is one: it is a scope that the person consents to like the rest. So what the
 * engine dropped is put back before the consent is looked at. The parameter carries it through a pushed request, whose scope is dropped twice.
 */
export declare const OFFLINE = "vibe_offline";
export declare function restoreOfflineAccess(ctx: KoaContextWithOIDC): void;
