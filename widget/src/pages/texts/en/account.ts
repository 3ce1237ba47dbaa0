import { counting, named, numbering } from '../speech.ts';
import { records } from './records.ts';
import { sessions } from './sessions.ts';

const count = counting('en');
const number = numbering('en');

/** The account page. */
export const texts = {
  account: {
    title: 'Your account',
    signOut: 'Sign out',
    saved: 'Saved.',
    copied: 'Copied.',
    copy: 'Copy',
    cancel: 'Cancel',
    save: 'Save',
    profile: {
      title: 'Profile',
      name: 'Name',
      picture: 'Picture',
      choosePicture: 'Choose a picture',
      removePicture: 'Remove picture',
      pictureUnreadable: 'This file is not a picture that the browser can read.',
      handle: 'Handle',
      did: 'DID',
      copyDid: 'Copy the DID',
      didHint: 'Your permanent name for every app. It works without Vibe’s help.',
    },
    passkeys: {
      title: 'Passkeys',
      none: 'No passkeys yet. One makes signing in a matter of a touch.',
      add: 'Add a passkey',
      made: 'Made',
      used: 'used',
      added: 'The passkey is added.',
      removed: 'The passkey is removed.',
      neverUsed: 'never used',
      synced: 'synced',
      rename: 'Rename',
      renameOf: (name: string) => `Rename ${named(name)}`,
      name: 'Name of the passkey',
      remove: 'Remove',
      removeOf: (name: string) => `Remove ${named(name)}`,
      removeSure: (name: string) => `${named(name)} will not sign you in any more. Delete it in your password manager too.`,
      removeYes: 'Yes, remove it',
      cancelled: 'No passkey was added.',
      already: 'This device has a passkey for you already.',
    },
    password: {
      title: 'Password',
      none: 'No password is set. Passkeys alone are fine.',
      set: 'Set a password',
      change: 'Change password',
      current: 'Current password',
      next: 'New password',
      changed: (ended: number) =>
        ended === 0
          ? 'The new password is in force.'
          : `The new password is in force. Signed out on ${count(ended, { one: '1 other device', other: '# other devices' })}.`,
      wrong: 'This is not your current password.',
    },
    recovery: {
      title: 'Recovery codes',
      none: 'None made yet. When passkeys and password are lost, a recovery code lets you in, once each.',
      left: (left: number) => (left === 0 ? 'No code is left.' : count(left, { one: '1 code is left.', other: '# codes are left.' })),
      made: 'Made',
      used: 'A code was used to sign in',
      usedHint: 'If that was not you, make new codes, then sign out everywhere.',
      justRecovered:
        'You came in by a recovery code or a letter. Set a new password or add a passkey now: for ten minutes nothing else is asked of you.',
      make: 'Make recovery codes',
      renew: 'Make new codes',
      keep: 'You get ten codes. Keep them where you would find them without this device: on paper, or in a password manager.',
      ends: 'You get ten new codes. Those of before end at once.',
      password: 'Your password, to be sure',
      yes: 'Show my codes',
      yesPasskey: 'Show my codes with a passkey',
      once: 'These codes are shown this once. Write them down or copy them; each of them works once.',
      ready: 'Ten codes are ready.',
      copy: 'Copy the recovery codes',
      done: 'I have put them away',
      cancelled: 'No passkey was used. Your codes are as they were.',
    },
    data: {
      title: 'Your data',
      hint: 'Everything you keep here, in one file: your documents with who may see them, your profile, what you allowed which app. Lines of JSON, which any program can read.',
      export: 'Export my data',
      exporting: (documents: number) =>
        `Your download begins. It holds ${count(documents, { one: '1 document', other: '# documents' })}, removed ones included.`,
      import: 'Import a file',
      file: 'File to import',
      importHint:
        'Importing takes documents only. What is here already stays, and a newer version stays newer: to import twice does nothing more.',
      imported: (added: number, merged: number, unchanged: number) =>
        `${count(added, { one: '1 document', other: '# documents' })} added, ${number(merged)} merged, ${number(unchanged)} here already.`,
      left: (left: number) => count(left, { one: '1 was left out.', other: '# were left out.' }),
      leftLine: (line: number, because: string) => `Line ${number(line)}: ${because}.`,
    },
    leave: {
      title: 'Delete account',
      hint: 'Closes your account at once and erases it after 30 days.',
      open: 'Delete my account',
      means: [
        'At once you are signed out everywhere, apps lose your permission, and nobody sees your profile or your documents any more.',
        'For 30 days you can change your mind: sign in, and everything is back.',
        'After that your documents and all that is known of you are erased. Your handle is never given to anybody else.',
        'If you want to keep your data, export it first.',
      ],
      handle: (handle: string) => `To be sure, write your handle: ${handle}`,
      wrongHandle: 'This is not your handle.',
      password: 'Your password',
      yes: 'Delete my account now',
      yesPasskey: 'Delete my account with a passkey',
      cancelled: 'No passkey was used. Your account is as it was.',
    },
    left: {
      title: 'Your account is closed',
      until: (day: string) => `It will be erased on ${day}. Until then, sign in to take it back.`,
      home: 'To the start page',
    },
    ...records,
    ...sessions,
  },
};

export type AccountPart = typeof texts;
