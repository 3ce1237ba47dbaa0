import type { SessionError, SessionState } from '@vibe/client/session';
import type { Profile } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { leave, mark, person, spinner } from './icons.ts';
import type { Texts } from './texts/index.ts';

/** What a person can do in the tag. */
export interface Actions {
  readonly signIn: () => void;
  readonly signInByPopup: () => void;
  readonly signInByRedirect: () => void;
  readonly retry: () => void;
  readonly signOut: () => void;
  readonly openMenuByKey: (event: KeyboardEvent) => void;
  readonly menuToggled: (event: ToggleEvent) => void;
  readonly menuKey: (event: KeyboardEvent) => void;
}

export interface ViewOptions {
  readonly texts: Texts;
  readonly server: string;
  readonly actions: Actions;
}

/** The tag is a function of the session's state. */
export function view(state: SessionState, options: ViewOptions): TemplateResult {
  switch (state.at) {
    case 'loading':
      return busy(options.texts.loading);
    case 'signed_out':
      return signedOut(state.account, options);
    case 'signing_in':
      return busy(
        state.how === 'popup' ? options.texts.inWindow : state.how === 'redirect' ? options.texts.leaving : options.texts.signingIn,
      );
    case 'signed_in':
      return signedIn(state.profile, options);
    case 'failed':
      return failed(state.error, options);
  }
}

const signedOut = (account: Profile | undefined, { texts, actions }: ViewOptions) => html`<button part="button" @click=${actions.signIn}>
  ${account ? face(account) : mark}<span><slot name="label">${account ? html`${texts.continueAs[0]}<bdi>${account.name}</bdi>${texts.continueAs[1]}` : texts.signIn}</slot></span>
</button>`;

/** Not `disabled`: that would throw the focus away, and with it where a screen reader is. */
const busy = (text: string) =>
  html`<button part="button" aria-disabled="true" aria-busy="true">${spinner}<span aria-live="polite">${text}</span></button>`;

function failed(error: SessionError, { texts, actions }: ViewOptions): TemplateResult {
  const { code, message, requestId } = error;
  const inWindow = html`<button part="button" @click=${actions.signInByPopup}>${texts.continueInWindow}</button>`;
  const inPage = html`<button part="button" @click=${actions.signInByRedirect}>${texts.continueHere}</button>`;
  const again = error.retry ? html`<button @click=${actions.retry}>${texts.tryAgain}</button>` : nothing;
  return html`<div class="problem">
    <p role="alert">${texts.errors?.[code] ?? message}</p>
    ${requestId ? html`<small>${texts.reference} ${requestId}</small>` : nothing}
    <div>
      ${code === 'needs_tap' ? inWindow : code === 'popup_blocked' ? inPage : again}
      ${code === 'frame_refused' ? html`<slot name="fallback"></slot>` : nothing}
    </div>
  </div>`;
}

const signedIn = (profile: Profile, { texts, server, actions }: ViewOptions) => html`<button
    part="avatar" popovertarget="menu" aria-haspopup="menu"
    @keydown=${actions.openMenuByKey}>
    ${face(profile)}<bdi>${profile.name}</bdi>
  </button>
  <div part="menu" id="menu" popover role="menu" aria-label=${profile.name} @toggle=${actions.menuToggled} @keydown=${actions.menuKey}>
    <div class="who" role="presentation">${face(profile)}<bdi>${profile.name}</bdi><small><bdi>@${profile.handle}</bdi></small></div>
    <a role="menuitem" tabindex="-1" href="${server}/account" target="_blank" rel="noopener">${person}${texts.account}</a>
    <button role="menuitem" tabindex="-1" @click=${actions.signOut}>${leave}${texts.signOut}</button>
  </div>`;

/** The picture, or the first letter of the name where there is none or it does not load. */
const face = ({ name, picture }: Profile) =>
  html`<span class="face" aria-hidden="true">${
    picture
      ? html`<img src=${picture} alt="" referrerpolicy="no-referrer" @error=${({ currentTarget }: Event) => (currentTarget as Element).replaceWith(initial(name))}>`
      : initial(name)
  }</span>`;

const initial = (name: string): string => ([...name][0] ?? '·').toLocaleUpperCase();
