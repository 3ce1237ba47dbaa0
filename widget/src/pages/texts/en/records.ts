import { counting, named } from '../speech.ts';

const count = counting('en');

/** The cards of the account page about apps: what they may do, what was allowed when, certificates, and how much space is used. */
export const records = {
  apps: {
    title: 'Apps',
    none: 'No app may do anything for you yet.',
    may: (things: number) => count(things, { one: 'May do 1 thing', other: 'May do # things' }),
    since: 'Allowed',
    used: 'last used',
    unused: 'not used yet',
    ends: (day: string) => `Ends by itself on ${day}, unless you use it.`,
    looksLike: (plain: string) => `The name is written in other letters. It only looks like “${plain}”.`,
    data: 'What it keeps of yours',
    withdraw: 'Withdraw',
    withdrawOf: (app: string) => `Withdraw what ${named(app)} may do`,
    withdrawn: (app: string) => `${named(app)} may do nothing for you any more. What you keep in it stays yours.`,
  },
  history: {
    title: 'History',
    hint: 'What you allowed which app, and what became of it. It is part of your export.',
    none: 'Nothing yet.',
    more: 'Show older ones',
    added: 'Added',
    removed: 'Removed',
    until: (day: string) => `until ${day}`,
    what: {
      granted: (app: string) => `You allowed ${named(app)}`,
      changed: (app: string) => `You allowed ${named(app)} more`,
      renewed: (app: string) => `Renewed for ${named(app)}`,
      expired: (app: string) => `The permission of ${named(app)} ended by itself`,
      withdrawn: (app: string) => `You withdrew what ${named(app)} was allowed`,
    },
    how: {
      page: 'on Vibe’s page',
      frame: 'in the app, in Vibe’s frame',
      fedcm: 'in the browser’s own dialog',
      operator: 'by the operator',
      account: 'on this page',
      use: 'by using it',
      time: 'by time',
    },
  },
  certificates: {
    title: 'Certificates',
    hint: 'What others certify of you, and you of others. Documents may be shared with whoever holds one.',
    held: 'You hold',
    issued: 'You have issued',
    noneHeld: 'Nobody has certified anything of you.',
    noneIssued: 'You have issued none.',
    from: 'from',
    to: 'for',
    since: 'issued',
    until: (day: string) => `until ${day}`,
    copy: 'Copy',
    copyOf: (type: string) => `Copy ${named(type)} as a signed text (JWT)`,
    copied: 'Copied: a signed text (JWT) that anybody can verify.',
    revoke: 'Revoke',
    revokeOf: (type: string, name: string) => `Revoke ${named(type)} of ${named(name)}`,
    revokeSure: (type: string, name: string) =>
      `From then on ${named(type)} lets ${named(name)} do nothing any more. This cannot be undone.`,
    revokeYes: 'Yes, revoke it',
    revokedNow: 'It is revoked.',
    more: 'Show older ones',
    states: {
      active: 'valid',
      expired: 'expired',
      revoked: 'revoked',
    },
  },
  space: {
    title: 'Space used',
    none: 'You keep nothing here yet.',
    total: (size: string, documents: string) => `${size} in all (documents: ${documents})`,
    atLeast: (size: string) => `more than ${size}`,
    of: (size: string, documents: string) => `${size}, documents: ${documents}`,
    inside: (app: string) => `What is in ${named(app)}`,
    export: 'Export',
    exportOf: (app: string) => `Export what is in ${named(app)}`,
    exporting: (documents: string) => `Your download begins (documents: ${documents}).`,
  },
};

export type RecordsTexts = typeof records;
