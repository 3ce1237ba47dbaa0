import type { Profile } from '@vibe/shared';
import type { ServerTexts, SignInTexts } from '@vibe/widget/texts';
import { html } from 'hono/html';
import { FORM_FIELD } from '../form-token.ts';
import { hidden, linkButton, person, problemNotice, submitButton, type Trouble } from './controls.ts';
import { type Around, pageFrame, withMode } from './frame.ts';

export interface AccountsView {
  readonly texts: ServerTexts & Pick<SignInTexts, 'signIn' | 'known'>;
  readonly around: Around;
  readonly accounts: readonly { readonly profile: Profile; readonly active: boolean }[];
  /** The app that waits for the choice. */
  readonly app: { readonly name: string; readonly origin: string } | undefined;
  /** Its request; undefined: the choice is for Vibe's own pages. */
  readonly interaction: string | undefined;
  readonly continueTo: string;
  readonly token: string;
  readonly trouble: Trouble | undefined;
}

/** The whole of /sign-in?switch: plain forms, no script. */
export function accountsView(view: AccountsView) {
  const { texts, around, accounts, app, interaction, token, trouble } = view;
  const { accounts: says } = texts;
  const back = { [FORM_FIELD]: token, back: around.here };
  return pageFrame(
    texts,
    around,
    html`<div class="headline"><h1>${says.title}</h1>${
      app === undefined
        ? ''
        : html`<p>${texts.signIn.to} <strong><bdi>${app.name}</bdi></strong> <span class="quiet" dir="ltr">${new URL(app.origin).host}</span></p>`
    }</div>
${problemNotice(trouble)}
${accounts.some(({ active }) => active) ? '' : html`<p class="quiet">${says.nobody}</p>`}
<ul class="accounts">${accounts.map((each) => line(view, each, back))}</ul>
<div class="stack">${linkButton({ label: texts.known.other }, withMode(around.here, 'sign-in'))}
${interaction === undefined ? '' : html`<form method="post" action="${decisionOf(interaction)}">${hidden({ [FORM_FIELD]: token, decision: 'deny' })}${submitButton({ label: says.cancel, kind: 'plain' })}</form>`}
${accounts.length < 2 ? '' : html`<form method="post" action="/sign-in/leave">${hidden(back)}${submitButton({ label: says.signOutAll, kind: 'plain', name: 'all', value: '1' })}</form>`}</div>`,
  );
}

function line(
  { texts: { accounts: says }, interaction, continueTo, token }: AccountsView,
  { profile, active }: AccountsView['accounts'][number],
  back: Readonly<Record<string, string>>,
) {
  const choice =
    interaction === undefined
      ? { action: '/sign-in/switch', fields: { [FORM_FIELD]: token, account: profile.did, continue: continueTo } }
      : { action: decisionOf(interaction), fields: { [FORM_FIELD]: token, account: profile.did, decision: 'allow' } };
  return html`<li><form method="post" action="${choice.action}">${hidden(choice.fields)}
<button class="account-choice" type="submit">${person(profile)}${active ? html`<span class="badge">${says.active}</span>` : ''}</button></form>
<form method="post" action="/sign-in/leave">${hidden({ ...back, account: profile.did })}
<button class="button plain" type="submit" aria-label="${`${says.signOut}: ${profile.name}`}"><span>${says.signOut}</span></button></form></li>`;
}

const decisionOf = (uid: string): string => `/oauth/interaction/${encodeURIComponent(uid)}/decision`;
