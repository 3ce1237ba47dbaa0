import type { Texts } from './texts.ts';

export const en: Texts = {
  signIn: 'Sign in with Vibe',
  continueAs: ['Continue as ', ''],
  signingIn: 'Signing in…',
  inWindow: 'Continue in the Vibe window',
  leaving: 'Going to Vibe…',
  loading: 'Loading sign-in',
  account: 'Your account',
  signOut: 'Sign out',
  tryAgain: 'Try again',
  continueHere: 'Continue in this page',
  continueInWindow: 'Continue in a window',
  reference: 'Reference',
};
