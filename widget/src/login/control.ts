import type { Profile } from '@vibe/shared';
import type { TagState } from './tag-state.ts';
import type { Texts } from './texts/index.ts';

/** What a click does. */
export type Press = 'sign_in' | 'choose' | 'window' | 'page' | 'retry' | 'menu';

/** The one control of the tag, always of the same size: a button that signs in, or (`menu`) the person who is signed in. */
export interface Control {
  /** Words before and after a name; a name alone has no words around it. */
  readonly label: readonly [before: string, name?: string, after?: string];
  /** A second, smaller line. */
  readonly hint?: string;
  readonly faces?: readonly Profile[];
  /** Left out: something is going on, or nothing can be done, and a click does nothing. */
  readonly press?: Press;
  /** Less loud than an invitation. */
  readonly quiet?: boolean;
  /** Turns while something is going on. */
  readonly busy?: boolean;
  /** The label is for those who do not see the mark turn. */
  readonly unseen?: boolean;
  /** The page may say something else instead (slot `label`). */
  readonly labelled?: boolean;
  /** Something is amiss with who is signed in, or nothing can be done. */
  readonly amiss?: boolean;
}

type Cell<Is extends TagState['is']> = (state: Extract<TagState, { is: Is }>, texts: Texts) => Control;

const going = (label: string): Control => ({ label: [label], busy: true });
const invite = ({ signIn }: Texts): Control => ({ label: [signIn], press: 'sign_in', labelled: true });
const inviteAs = (texts: Texts, account: Profile): Control => {
  const [before, after] = texts.continueAs;
  return { ...invite(texts), label: [before, account.name, after], faces: [account] };
};
/** Offline, and how much waits for the network. */
export function offlineHint({ offline, waiting: [before, after] }: Texts, queued: number): string {
  return queued > 0 ? `${offline} · ${before}${queued}${after}` : offline;
}
const inside = (profile: Profile): Control => ({ label: ['', profile.name], faces: [profile], press: 'menu' });

const table: { readonly [Is in TagState['is']]: Cell<Is> } = {
  loading: ({ how }, texts) =>
    how
      ? going(how === 'popup' ? texts.inWindow : how === 'redirect' ? texts.leaving : texts.signingIn)
      : { ...going(texts.loading), unseen: true },
  signed_out: (_, texts) => invite(texts),
  known_account: ({ account }, texts) => inviteAs(texts, account),
  several_accounts: ({ accounts }, texts) => ({
    ...invite(texts),
    label: [texts.choose],
    press: 'choose',
    labelled: false,
    faces: accounts.slice(0, 3),
  }),
  new_user: (_, { newUser }) => going(newUser),
  passkey_prompt: (_, { passkey }) => going(passkey),
  first_consent: (_, { answer }) => going(answer),
  incremental_consent: ({ profile }, { answer, more }) => (profile ? { ...inside(profile), hint: more, busy: true } : going(answer)),
  denied: (_, texts) => ({ ...invite(texts), quiet: true }),
  expired_silent: ({ profile }) => ({ ...inside(profile), busy: true }),
  expired: ({ account }, texts) => ({ ...(account ? inviteAs(texts, account) : invite(texts)), hint: texts.expired }),
  offline: ({ profile, queued }, texts) =>
    profile
      ? { ...inside(profile), hint: offlineHint(texts, queued), amiss: true }
      : { label: [texts.tryAgain], hint: texts.offline, press: 'retry', quiet: true },
  storage_blocked: ({ profile }, texts) => ({ ...(profile ? inside(profile) : invite(texts)), hint: texts.storageBlocked }),
  popup_blocked: ({ remedy }, texts) =>
    remedy === 'page'
      ? { label: [texts.continueHere], hint: texts.popupBlocked, press: 'page' }
      : { label: [texts.continueInWindow], hint: texts.needsTap, press: 'window' },
  error: ({ error }, texts) =>
    error.retry
      ? { label: [texts.tryAgain], hint: texts.failed, press: 'retry', quiet: true }
      : { label: [texts.failed], quiet: true, amiss: true },
  signed_in: ({ profile }) => inside(profile),
  budget_exhausted: ({ profile }, { overBudget }) => ({ ...inside(profile), hint: overBudget, amiss: true }),
  revoked: (_, texts) => ({ ...invite(texts), hint: texts.revoked }),
};

export function controlOf(state: TagState, texts: Texts): Control {
  // Checked cell by cell above; TypeScript cannot follow the pair through the lookup.
  return (table[state.is] as Cell<TagState['is']>)(state, texts);
}
