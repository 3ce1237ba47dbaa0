import { counting, named } from '../speech.ts';

const count = counting('en');

/** Of the account page: where one is signed in, and being asked once more who one is. */
export const sessions = {
  switchAccount: 'Switch account',
  devices: {
    title: 'Devices',
    here: 'this one',
    isNew: 'new',
    seen: 'Active',
    ended: (device: string) => `${named(device)} is signed out.`,
    how: {
      password: 'with a password',
      passkey: 'with a passkey',
      link: 'by a link',
      email: 'by e-mail',
      recovery_code: 'with a recovery code',
      email_recovery: 'by a recovery over e-mail',
      sign_up: 'at sign-up',
      operator: 'by the operator',
    },
    over: 'The sign-in to Vibe is over. These apps are left of it.',
    apps: 'Apps signed in there',
    appUsed: 'last used',
    endApp: 'Sign out',
    endedApp: (app: string) => `${named(app)} is signed out there.`,
    news: (signIns: number) =>
      count(signIns, { one: '1 sign-in elsewhere since you were told last', other: '# sign-ins elsewhere since you were told last' }),
    newsHint: 'If that was not you, sign it out below, then change your password.',
    newsYes: 'That was me',
    newsSaid: 'Noted.',
    end: 'Sign out',
    endOf: (device: string) => `Sign out ${named(device)}`,
    everywhere: 'Sign out everywhere',
    everywhereHint: 'Ends every session on every device, and every app’s. Apps with a server of their own are told.',
    everywhereSure: 'You will be signed out on every device and in every app, here too.',
    everywhereYes: 'Yes, sign out everywhere',
  },
  confirm: {
    title: 'Is it you?',
    text: 'This decides who can get into your account, so you are asked once more.',
    password: 'Your password',
    yes: 'Go on',
    passkey: 'Use a passkey',
    again: 'Sign in again',
    againText: 'You have neither a password nor a passkey to show. Sign in once more, then try again within ten minutes.',
  },
};

/** The page on which one of several accounts of a browser is chosen; the server writes it whole. */
export const accounts = {
  title: 'Choose an account',
  active: 'active',
  nobody: 'Nobody is active in this browser. Choose who goes on.',
  signOut: 'Sign out',
  signOutAll: 'Sign all out of this browser',
  cancel: 'Cancel',
  gone: 'This account is not signed in here any more. Sign in to it again.',
};

export type SessionsTexts = typeof sessions;
export type AccountsTexts = typeof accounts;
