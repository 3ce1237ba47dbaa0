import {
  type Action,
  type AppManifest,
  actions,
  isOptional,
  type LocalizedText,
  looksLike,
  type Scope,
  scopeAllows,
  scopePolicies,
  scopes,
} from '@vibe/shared';
import { endOf } from './consent.policy.ts';
import type { SpaceUsed } from './space.ts';
import type { Never } from './texts/index.ts';

/** Who asks; no more of an app than a consent says. */
export interface AskingApp {
  readonly name: string;
  readonly origins: readonly string[];
  readonly manifest: Pick<AppManifest, 'icon' | 'purposes' | 'collections' | 'optional' | 'consentDays'>;
}

/** What is asked, and of whom. */
export interface Asked {
  readonly app: AskingApp;
  readonly scopes: Iterable<Scope>;
  readonly granted: ReadonlySet<Scope>;
  /** Where the app is asking from; left out: the first it has registered. */
  readonly origin?: string | undefined;
  /** What was allowed once, and has run out. */
  readonly lapsed?: { readonly scopes: ReadonlySet<string>; readonly endedAt: Date } | undefined;
  readonly space?: SpaceUsed | undefined;
  readonly now: Date;
}

export interface ItemFacts {
  readonly scope: Scope;
  /** Asked, and not allowed yet: only this is asked. The rest comes along to be read. */
  readonly isNew: boolean;
  /** It was allowed, until that ran out. */
  readonly before: boolean;
  readonly sensitive: boolean;
  /** The person may leave it out and still go on; starts unticked. */
  readonly optional: boolean;
  /** Why, in the app's own words: one for the scope, or those of its collections. */
  readonly purposes: readonly { readonly of?: string; readonly text: LocalizedText }[];
}

/** All that a consent says, before it is put in words. Each id has its words in each language (texts/), and there are no other words. */
export interface ConsentFacts {
  readonly app: { readonly name: string; readonly origin: string; readonly icon?: string; readonly looksLike?: string };
  readonly items: readonly ItemFacts[];
  readonly cannot: readonly (Action | Never)[];
  readonly space?: SpaceUsed;
  readonly lasts: 'offline' | 'session';
  readonly until: Date;
  readonly endedAt?: Date;
}

/** Made from the table that the server checks by (shared/src/scopes.ts), so that what is said is what is enforced. */
export function consentFacts({ app, scopes: asked, granted, origin, lapsed, space, now }: Asked): ConsentFacts {
  const wanted = new Set(asked);
  const { icon } = app.manifest;
  const alike = looksLike(app.name);
  return {
    app: {
      ...{ name: app.name, origin: origin ?? app.origins[0] ?? '' },
      ...(icon !== undefined && { icon }),
      ...(alike !== undefined && { looksLike: alike }),
    },
    items: scopes
      .filter((scope) => wanted.has(scope) || granted.has(scope))
      .map((scope) => ({
        scope,
        isNew: !granted.has(scope),
        before: lapsed?.scopes.has(scope) === true && !granted.has(scope),
        sensitive: scopePolicies[scope].sensitive,
        optional: isOptional(app.manifest, scope),
        purposes: purposesOf(app, scope),
      })),
    cannot: [...withheld(new Set([...wanted, ...granted])), ...never],
    ...(space && { space }),
    lasts: wanted.has('offline_access') ? 'offline' : 'session',
    until: endOf(app.manifest, now),
    ...(lapsed && { endedAt: lapsed.endedAt }),
  };
}

const never: readonly Never[] = ['documents.write.everyApp', 'secrets'];

/** Reading nothing at all includes not reading in other apps: only the wider of the two is said. */
function withheld(allowed: ReadonlySet<Scope>): Action[] {
  const lacking = actions.filter((action) => !scopeAllows(allowed, action));
  return lacking.filter((action) => !(action === 'documents.read.everyApp' && lacking.includes('documents.read')));
}

function purposesOf({ manifest }: AskingApp, scope: Scope): ItemFacts['purposes'] {
  const own = manifest.purposes[scope];
  if (own !== undefined) return [{ text: own }];
  if (scope !== 'documents:read' && scope !== 'documents:write') return [];
  return Object.entries(manifest.collections).map(([of, { purpose }]) => ({ of, text: purpose }));
}
