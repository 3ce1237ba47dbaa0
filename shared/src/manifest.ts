import { z } from 'zod';
import { collectionAcl } from './acl.ts';
import { appName } from './app-name.ts';
import { declarations } from './collection-manifest.ts';
import { appId, collectionName } from './ids.ts';
import { limits } from './limits.ts';
import { localizedText } from './localized-text.ts';
import { checkDeclarations } from './manifest-rules.ts';
import { isSensitive, type Scope, scopes } from './scopes.ts';

/** A web origin (RFC 6454): https, or http on localhost and *.localhost for development. */
export const origin = z
  .string()
  .refine(isAllowedOrigin, { error: 'must be an origin such as https://app.example (http only on localhost)' });

/** URLs take `*` and `;` for a part of a name; in a policy's list of origins they mean something. */
const plainHost = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;

export function isAllowedOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.origin !== value || !plainHost.test(url.hostname)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
}

export const isLoopbackHost = (hostname: string): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1' || hostname === '[::1]';

const hasNoUser = ({ username, password }: URL): boolean => username === '' && password === '';

/** Compared character by character (RFC 9700 §2.1): no wildcard, no fragment. */
export const redirectUri = z
  .string()
  .refine(
    (value) =>
      URL.canParse(value) &&
      !value.includes('#') &&
      new URL(value).href === value &&
      hasNoUser(new URL(value)) &&
      isAllowedOrigin(new URL(value).origin),
    { error: 'must be a full URL without fragment, such as https://app.example/ (http only on localhost)' },
  );

const scope = z.enum(scopes as [Scope, ...Scope[]]);

/** Never `javascript:`: it may stand in a link. */
const webAddress = z.url({ protocol: /^https?$/ }).max(500);

export const collectionManifest = z.strictObject({
  /** What a document's body must be. */
  schema: z.record(z.string(), z.unknown()),
  /** What the app keeps here and why, shown on the consent page. */
  purpose: localizedText(200),
  /** Visitors who are not signed in may read the documents whose ACL says `*`. */
  public: z.boolean().default(false),
  /** The ACL of a document that is created without one, and who besides each owner may create documents in their collection. */
  defaultAcl: collectionAcl.optional(),
  ...declarations,
});
export type CollectionManifest = z.output<typeof collectionManifest>;

/** What an app says of itself: the wire form of `defineApp(…)`. */
export const appManifest = z
  .strictObject({
    id: appId,
    name: appName,
    description: z.string().max(300).default(''),
    homepage: webAddress.optional(),
    icon: webAddress.optional(),
    /** Both are shown by the browser to who signs in for the first time. */
    privacyPolicy: webAddress.optional(),
    terms: webAddress.optional(),
    /** Where the app runs. The tag works on these origins only. */
    origins: z.array(origin).min(1).max(20),
    /** Where a full-page sign-in may come back to; exact match. */
    redirectUris: z.array(redirectUri).max(20).default([]),
    /** Where the app's own server is told of sign-outs (OpenID Connect Back-Channel Logout 1.0 §2.2), on one of its origins. */
    backchannelLogoutUri: redirectUri.max(500).optional(),
    scopes: z.array(scope).min(1),
    /** Of those, what the app works without: unticked on the consent page, and asked there only. Sensitive scopes are so by themselves. */
    optional: z.array(scope).default([]),
    /** Purposes in the app's own words, per scope, shown under Vibe's text. */
    purposes: z.partialRecord(scope, localizedText(200)).default({}),
    /** How many days a consent lasts from when it was last renewed, if that is to be less than a year. */
    consentDays: z.int().min(1).max(limits.consentDays).default(limits.consentDays),
    collections: z.record(collectionName, collectionManifest).default({}),
  })
  .refine((value) => Object.keys(value.collections).length <= limits.manifestCollections, {
    error: `may have at most ${limits.manifestCollections} collections`,
    path: ['collections'],
  })
  .refine(({ origins, backchannelLogoutUri: uri }) => uri === undefined || (URL.canParse(uri) && origins.includes(new URL(uri).origin)), {
    error: 'must be on one of the origins',
    path: ['backchannelLogoutUri'],
  })
  .refine((value) => value.optional.every((each) => value.scopes.includes(each)), { error: 'must be among the scopes', path: ['optional'] })
  .superRefine(checkDeclarations);
export type AppManifest = z.output<typeof appManifest>;
export type AppManifestInput = z.input<typeof appManifest>;

type Asking = Pick<AppManifest, 'optional'>;

/** May the person leave it out and still go on? */
export const isOptional = ({ optional }: Asking, asked: Scope): boolean => optional.includes(asked) || isSensitive([asked]);

/** Are these to be decided one by one, on a page? A card with one button, or a browser's own dialog, could only take them all. */
export const needsPage = (app: Asking, asked: Iterable<Scope>): boolean => [...asked].some((each) => isOptional(app, each));
