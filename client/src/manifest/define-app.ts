import type { LocalizedText, Scope } from '@vibe/shared';
import type { CollectionDefinition } from './collection.ts';
import type { CheckedRelations, Collections, OrAny, RelationsIn } from './relations-of.ts';

/** What an app says of itself. */
export interface AppDefinition<C extends Collections = Collections> {
  /** 1 to 40 of a–z, 0–9 and inner hyphens, unique on a server. */
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly icon?: string;
  /** Where the app runs, such as `https://app.example`; http only on localhost. The tag works on these origins only. */
  readonly origins: readonly string[];
  /** Where a full-page sign-in may come back to; exact match. */
  readonly redirectUris?: readonly string[];
  /** Where the app's own server is told of sign-outs, on one of the origins (OpenID Connect Back-Channel Logout). */
  readonly backchannelLogoutUri?: string;
  readonly scopes: readonly Scope[];
  /** Of those, what the app works without: unticked on the consent page. Sensitive scopes are so by themselves. */
  readonly optional?: readonly Scope[];
  /** Per scope, why the app asks for it, in its own words; shown under Vibe's text. A text, or one per language. */
  readonly purposes?: { readonly [S in Scope]?: LocalizedText };
  /** How many days a consent lasts from its last renewal: 1 to 365, which it is by itself. */
  readonly consentDays?: number;
  readonly collections?: C;
}

/** Gives the app back as it is, with the types of its collections. */
// biome-ignore lint/complexity/noBannedTypes: an app without collections has none, not any
export const defineApp = <const C extends Collections = {}>(
  app: AppDefinition<C> & { readonly collections?: CheckedRelations<NoInfer<C>> },
): AppDefinition<C> => app;

/** What `collection('…')` takes for this app, and the bodies and relations behind each name. */
export type CollectionsOf<App> = App extends AppDefinition<infer C> ? C : Collections;
export type CollectionBody<App, Name extends keyof CollectionsOf<App>> =
  CollectionsOf<App>[Name] extends CollectionDefinition<infer Body> ? OrAny<Body> : never;
export type CollectionRelations<App, Name extends keyof CollectionsOf<App>> = RelationsIn<CollectionsOf<App>, Name>;
