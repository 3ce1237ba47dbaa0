interface LetterText {
  readonly subject: string;
  /** Paragraphs. {host}, {handle}, {address} and {moment} are filled in. */
  readonly says: readonly string[];
}

export interface LetterTexts {
  readonly common: Readonly<Record<'code' | 'link' | 'once' | 'lateOnce' | 'stop' | 'undo' | 'notYou', string>>;
  readonly letters: Readonly<
    Record<
      | 'sign_in'
      | 'sign_up'
      | 'nobody'
      | 'not_by_email'
      | 'verify'
      | 'taken'
      | 'recover'
      | 'recover_later'
      | 'recovery_asked'
      | 'recovered'
      | 'changed'
      | 'removed'
      | 'given_back',
      LetterText
    >
  >;
}

export const en: LetterTexts = {
  common: {
    code: 'Your code:',
    link: 'Or open this link in the browser where you asked for it:',
    once: 'Both work once, for 15 minutes. Type the code only on the page where you asked for this letter, and tell it to nobody.',
    lateOnce: 'Both work once, from then on, for two days. Tell them to nobody.',
    stop: 'If this was not you, stop it here:',
    undo: 'If this was not you, make this address the account’s again; that also signs out all its devices:',
    notYou: 'If you did not ask for this letter, you need do nothing: without the code nobody gets any further.',
  },
  letters: {
    sign_in: { subject: 'Sign in to {host}', says: ['Somebody, you we hope, wants to sign in to {host} as {handle}.'] },
    sign_up: {
      subject: 'Sign up at {host}',
      says: ['Somebody, you we hope, wants to sign in to {host} with this address. There is no account with it yet; the code makes one.'],
    },
    nobody: {
      subject: 'No account at {host}',
      says: [
        'Somebody asked to get back into an account at {host} by this address. There is no account with it. You may have used another address.',
      ],
    },
    not_by_email: {
      subject: 'Signing in to {host}',
      says: [
        'Somebody asked to sign in to {host} as {handle} by e-mail. The account’s owner has turned that off: sign in with a passkey or the password.',
      ],
    },
    verify: { subject: 'Your address at {host}', says: ['The account {handle} at {host} is to have this e-mail address.'] },
    taken: {
      subject: 'Your address at {host}',
      says: [
        'Somebody asked to add this address to the account {handle} at {host}. Another account there has it already, so nothing was changed.',
      ],
    },
    recover: {
      subject: 'Get back into your account at {host}',
      says: ['Somebody, you we hope, has lost the password of {handle} at {host} and wants a new one.'],
    },
    recover_later: {
      subject: 'Get back into your account at {host}',
      says: [
        'Somebody says they have lost every passkey and the password of {handle} at {host}.',
        'The account has a passkey or recovery codes, so this address alone does not open it at once: it will from {moment}. Until then it can be stopped.',
      ],
    },
    recovery_asked: {
      subject: 'Somebody wants to get back into an account at {host}',
      says: ['The way back into an account at {host} was asked for by e-mail. This address belonged to that account until a few days ago.'],
    },
    recovered: {
      subject: 'Your account at {host} was opened by e-mail',
      says: [
        'Somebody got back into your account at {host} by a letter to its e-mail address, and may have set a new password.',
        'If that was not you: whoever it was reads that mailbox. Secure it first, then sign in to {host}, set a new password and sign out all other devices.',
      ],
    },
    changed: {
      subject: 'Your address at {host} was changed',
      says: ['Your account at {host} has another e-mail address now: {address}.', 'Until {moment} you can take that back.'],
    },
    removed: {
      subject: 'Your address at {host} was removed',
      says: ['Your account at {host} has no e-mail address any more.', 'Until {moment} you can take that back.'],
    },
    given_back: {
      subject: 'An address at {host} was given back',
      says: [
        'A change of e-mail address at {host} was taken back by the address of before, and all devices of the account were signed out.',
        'Sign in again, set a new password, and look through passkeys and apps.',
      ],
    },
  },
};
