import { type Action, type AppManifest, actions, type Scope, scopeAllows, scopePolicies, scopes, textIn } from '@vibe/shared';

export interface ConsentItem {
  readonly scope: Scope;
  /** Completes “<app> will be able to …”. */
  readonly says: string;
  /** Why, in the app's own words; to be shown as a quotation. */
  readonly purpose?: string;
  /** Not allowed yet. When something is granted already, only the new is asked. */
  readonly isNew: boolean;
  readonly sensitive: boolean;
  /** The person may leave it out and still go on; starts unticked. */
  readonly optional: boolean;
}

/** All that the consent page and the frame say; generated, so that it is what the server enforces. */
export interface ConsentText {
  readonly app: { readonly name: string; readonly origin: string; readonly icon?: string };
  readonly items: readonly ConsentItem[];
  /** Each completes “<app> cannot …”. */
  readonly cannot: readonly string[];
  readonly pays: string;
  readonly ends: string;
}

interface AskingApp {
  readonly name: string;
  readonly origins: readonly string[];
  readonly manifest: Pick<AppManifest, 'icon' | 'purposes' | 'collections'>;
}

/** What it means that an action is not allowed. A new action does not compile without its line. */
const withheld = {
  'profile.read': 'see your name, handle or picture',
  'documents.read': 'read anything you keep on Vibe',
  'documents.write': 'create, change or delete anything in your name',
  'documents.read.everyApp': 'see what you keep in other apps',
  'certificates.read': 'see which certificates you hold',
  'certificates.issue': 'issue certificates in your name',
} as const satisfies Record<Action, string>;

/** No scope allows these. */
const never = ['change or delete what you keep in other apps', 'see your password or passkeys'] as const;

/** @param origin where the app is asking from; left out: the first it has registered. */
export function consentText(
  app: AskingApp,
  asked: Iterable<Scope>,
  granted: ReadonlySet<Scope>,
  origin = app.origins[0] ?? '',
): ConsentText {
  const wanted = new Set(asked);
  const { icon } = app.manifest;
  return {
    app: { name: app.name, origin, ...(icon !== undefined && { icon }) },
    items: scopes.filter((scope) => wanted.has(scope)).map((scope) => item(app, scope, granted)),
    cannot: [...cannot(new Set([...wanted, ...granted])), ...never],
    pays: `What you keep in ${app.name} is on your own account: its storage, and your use of it. ${app.name} pays for visitors who are not signed in. Vibe charges nothing for either today.`,
    ends: wanted.has('offline_access')
      ? 'Lasts until you sign out, or withdraw it on your account page. What you have made stays yours.'
      : 'Ends by itself within ten minutes of leaving, or when you withdraw it on your account page. What you have made stays yours.',
  };
}

/** Reading nothing at all includes not reading in other apps: only the wider of the two is said. */
const cannot = (allowed: ReadonlySet<Scope>): string[] => {
  const lacking = actions.filter((action) => !scopeAllows(allowed, action));
  return lacking
    .filter((action) => !(action === 'documents.read.everyApp' && lacking.includes('documents.read')))
    .map((action) => withheld[action]);
};

function item(app: AskingApp, scope: Scope, granted: ReadonlySet<Scope>): ConsentItem {
  const { says, sensitive } = scopePolicies[scope];
  const own = app.manifest.purposes[scope];
  const purpose = own === undefined ? collectionPurposes(app, scope) : textIn(own, 'en').text;
  return { scope, says, ...(purpose && { purpose }), isNew: !granted.has(scope), sensitive, optional: sensitive };
}

const collectionPurposes = ({ manifest }: AskingApp, scope: Scope): string | undefined =>
  scope === 'documents:read' || scope === 'documents:write'
    ? Object.entries(manifest.collections)
        .map(([name, { purpose }]) => `${name}: ${textIn(purpose, 'en').text}`)
        .join('; ')
    : undefined;
