import { named } from '../speech.ts';
import { common } from './common.ts';

/** The consent page. What an app may do is said by the server, which enforces it (server/src/rooms/consent). */
export const texts = {
  ...common,
  consent: {
    title: (app: string) => `Allow ${named(app)}?`,
    titleMore: (app: string) => `${named(app)} asks for more`,
    runsAt: 'Runs at',
    verified: 'address checked by Vibe',
    may: (app: string) => `${named(app)} will be able to`,
    optional: 'You choose. It works without these.',
    sensitive: 'Think twice',
    cannot: 'It cannot',
    pays: 'Who pays',
    ends: 'How long',
    allow: 'Allow',
    deny: 'Do not allow',
    signedInAs: 'Signed in as',
    notYou: 'Not you? Use another account',
    gone: 'This request is no longer open.',
    goneHint: 'It was answered already, or it is too old. Go back to the app and sign in again.',
    loading: 'Looking at what the app asks …',
    leaving: 'Going back to the app …',
    held: 'You already allow',
    endedOn: (day: string) => `Your permission ended on ${day}. It asks again for what it had.`,
    before: 'allowed before',
    looksLike: (plain: string) => `The name is written in other letters. It only looks like “${plain}”.`,
  },
};

export type ConsentTexts = typeof texts;
