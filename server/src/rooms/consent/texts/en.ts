import type { Action, Scope } from '@vibe/shared';

/** What no scope allows. */
export type Never = 'documents.write.everyApp' | 'secrets';

/**
 * The words of a consent, by what they stand for; the other languages have each of them too, or do not compile. Names come isolated from the direction of the
 * text around them.
 */
export interface ConsentTexts {
  /** Each completes “<app> will be able to …”. */
  readonly scopes: Readonly<Record<Scope, string>>;
  /** Each completes “<app> cannot …”: what it means that an action is not allowed. */
  readonly cannot: Readonly<Record<Action | Never, string>>;
  /** Who pays for what, and how much of the person's space is used; `space`: see below. */
  readonly pays: (app: string, space: string) => string;
  readonly space: (size: string, documents: string) => string;
  readonly atLeast: (size: string) => string;
  readonly noSpace: string;
  /** For an app that keeps somebody signed in, and one that does not. */
  readonly ends: Readonly<Record<'offline' | 'session', (app: string, day: string) => string>>;
}

export const en: ConsentTexts = {
  scopes: {
    openid: 'know that it is you when you come back',
    profile: 'see your name, handle and picture',
    'documents:read': 'read what you keep in this app, and what others share with you in it',
    'documents:write': 'create, change and delete what you keep in this app, and choose who sees it',
    'documents:read:all': 'read everything you keep on Vibe, from every app',
    'certificates:read': 'see the certificates that you hold, and those you have issued',
    'certificates:issue': 'issue and revoke certificates in your name, by which others decide who sees what',
    offline_access: 'stay signed in on this device, until you sign out or withdraw this',
  },
  cannot: {
    'profile.read': 'see your name, handle or picture',
    'documents.read': 'read anything you keep on Vibe',
    'documents.write': 'create, change or delete anything in your name',
    'documents.read.everyApp': 'see what you keep in other apps',
    'certificates.read': 'see which certificates you hold',
    'certificates.issue': 'issue certificates in your name',
    'documents.write.everyApp': 'change or delete what you keep in other apps',
    secrets: 'see your password or passkeys',
  },
  pays: (app, space) =>
    `What you keep in ${app} is on your own account: its storage, and your use of it. ${space} ${app} pays for visitors who are not signed in. Vibe charges nothing for either today.`,
  space: (size, documents) => `It takes up ${size} of your space now (documents: ${documents}).`,
  atLeast: (size) => `more than ${size}`,
  noSpace: 'It takes up nothing of your space yet.',
  ends: {
    offline: (app, day) =>
      `You stay signed in until you sign out. The permission ends on ${day}, or later: using ${app} renews it. Withdraw it any time on your account page. What you have made stays yours.`,
    session: (app, day) =>
      `${app} is signed out within ten minutes of leaving. The permission ends on ${day}, or later: using ${app} renews it. Withdraw it any time on your account page. What you have made stays yours.`,
  },
};
