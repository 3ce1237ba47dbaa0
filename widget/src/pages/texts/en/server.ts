import { named } from '../speech.ts';
import { common } from './common.ts';
import { accounts } from './sessions.ts';

/** What only the server says: on its small pages, and in place of scripts that do not run. */
export const texts = {
  ...common,
  accounts,
  start: {
    title: (host: string) => `Vibe on ${host}`,
    heading: 'One sign‑in. Your data stays yours.',
    lead: 'Apps on this Vibe server keep what you make under your name. You choose what each may do, and you can take it back at any time.',
    account: 'Your account',
    signedInAs: (name: string) => `Signed in as ${named(name)}`,
    signIn: 'Sign in',
    signUp: 'Create an account',
    apps: 'Apps here',
  },
  error: {
    home: 'Start page',
    request: 'request',
    formOld: 'This form stood open for too long',
    formOldHint: 'Try it once more.',
  },
  signOut: {
    title: 'Sign out?',
    asks: (app: string) => `${named(app)} asks to sign you out.`,
    who: (name: string) => `You are signed in as ${named(name)}.`,
    ends: 'Signing out ends this browser’s session, and the apps you signed in to with it.',
    yes: 'Sign out',
    no: 'Stay signed in',
  },
  window: {
    title: 'Signing in',
    openerGone: 'The page that opened this window is gone.',
    askerGone: 'The page that asked is gone.',
    back: (host: string) => `Go back to ${host}`,
    signedIn: 'You are signed in.',
    account: 'Your account',
  },
  frame: { title: (app: string) => `Sign in to ${named(app)}` },
  leaving: {
    title: 'You are leaving Vibe',
    to: 'This link leads to',
    warning: 'This site is not part of Vibe. What you enter there goes to whoever runs it.',
    lookalike: 'Careful: this name has letters that can pass for others. In plain letters it is',
    insecure: 'The connection to this site is not encrypted.',
    go: (host: string) => `Go to ${host}`,
    stay: 'Close this page to stay.',
    refused: 'This link leads nowhere safe',
    refusedHint: 'Only web addresses can be opened from here.',
  },
  noScript: {
    rest: 'Everything else on this page needs JavaScript.',
    noPasskeys: 'Passkeys need JavaScript. A password works without.',
  },
};

export type ServerTexts = typeof texts;
