import type { SessionError, SessionState } from '@vibe/client/session';
import type { Profile } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { chevron, leave, mark, person, spinner } from './icons.ts';
import type { Texts } from './texts/index.ts';

/** What a person can do in the tag. */
export interface Actions {
  readonly signIn: () => void;
  readonly signInByPopup: () => void;
  readonly signInByRedirect: () => void;
  readonly retry: () => void;
  readonly signOut: () => void;
  readonly toggleMenu: (event: Event) => void;
  readonly openMenuByKey: (event: KeyboardEvent) => void;
  readonly menuToggled: (event: ToggleEvent) => void;
  readonly menuKey: (event: KeyboardEvent) => void;
}

export interface ViewOptions {
  readonly texts: Texts;
  readonly server: string;
  readonly menuOpen: boolean;
  readonly actions: Actions;
}

/** The tag is a function of the session's state. */
export function view(state: SessionState, options: ViewOptions): TemplateResult {
  switch (state.at) {
    case 'loading':
      return html`<button part="button" class="wait" aria-disabled="true" aria-busy="true" aria-label=${options.texts.loading}><i></i><i></i><i></i></button>`;
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
  html`<button part="button" aria-disabled="true" aria-busy="true">${spinner}<span role="status">${text}</span></button>`;

function failed(error: SessionError, { texts, actions }: ViewOptions): TemplateResult {
  const button = (text: string, act: () => void, part: 'button' | typeof nothing = 'button') =>
    html`<button part=${part} class=${part === 'button' ? '' : 'plain'} @click=${act}>${text}</button>`;
  const ways =
    {
      popup_blocked: () => [button(texts.continueHere, actions.signInByRedirect), button(texts.tryAgain, actions.signInByPopup, nothing)],
      needs_tap: () => [button(texts.continueInWindow, actions.signInByPopup)],
    }[error.code as string] ?? (() => (error.retry ? [button(texts.tryAgain, actions.retry)] : []));
  return html`<div class="problem">
    <p role="alert">${texts.errors[error.code]}${error.requestId ? html`<small>${texts.reference}: <code>${error.requestId}</code></small>` : nothing}</p>
    <div class="actions">${ways()}${error.code === 'frame_refused' ? html`<slot name="fallback"></slot>` : nothing}</div>
  </div>`;
}

const signedIn = (profile: Profile, { texts, server, menuOpen, actions }: ViewOptions) => html`<button
    part="avatar" aria-haspopup="menu" aria-expanded=${menuOpen} aria-controls="menu"
    @click=${actions.toggleMenu} @keydown=${actions.openMenuByKey}>
    ${face(profile)}<bdi>${profile.name}</bdi>${chevron}
  </button>
  <div part="menu" id="menu" popover role="menu" aria-label="${texts.menu} ${profile.name}" @toggle=${actions.menuToggled} @keydown=${actions.menuKey}>
    <div class="who" role="presentation">${face(profile)}<div><bdi>${profile.name}</bdi><bdi>@${profile.handle}</bdi></div></div>
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
