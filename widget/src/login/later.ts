import type { Profile } from '@vibe/shared';
import { html, nothing, render, type TemplateResult } from 'lit';
import { offlineHint } from './control.ts';
import { drawing } from './dom.ts';
import { face } from './face.ts';
import text from './later.css?inline';
import { keepBelow, moveInMenu } from './menu.ts';
import type { TagState } from './tag-state.ts';
import { enLater } from './texts/en-later.ts';
import type { Texts } from './texts/index.ts';

/** With the keys and the place of what it draws. */
export const [moveIn, stayBelow] = [moveInMenu, keepBelow];

const styles = new CSSStyleSheet();
styles.replaceSync(text);

const person = 'M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM4 20c1-3 4-5 8-5s7 2 8 5';
const leave = 'M10 4H5v16h5M15 8l4 4-4 4M19 12H9';
const cross = 'm7 7 10 10M17 7 7 17';

/** What a person can do below the control. */
export interface LaterActions {
  readonly signOut: () => void;
  readonly close: () => void;
  readonly toggled: (event: ToggleEvent) => void;
  readonly menuKey: (event: KeyboardEvent) => void;
}

export interface LaterOptions {
  readonly texts: Texts;
  readonly server: string;
  /** A plain link into Vibe, for where the tag does not work. */
  readonly link: string;
  readonly actions: LaterActions;
}

/** Draws what lies below the control: the menu of who is signed in, or what went wrong. */
export function draw(into: HTMLElement, state: TagState, options: LaterOptions): void {
  const root = into.getRootNode() as ShadowRoot;
  if (!root.adoptedStyleSheets.includes(styles)) root.adoptedStyleSheets.push(styles);
  const profile = 'profile' in state ? state.profile : undefined;
  render(state.is === 'error' ? notice(state, options) : profile ? menu(profile, state, options) : nothing, into);
}

function menu(profile: Profile, state: TagState, { texts, server, actions }: LaterOptions): TemplateResult {
  const words = texts.later ?? enLater;
  return html`<div part="menu" id="menu" popover role="menu" aria-label=${profile.name} @toggle=${actions.toggled} @keydown=${actions.menuKey}>
    <div class="who" role="presentation">${face(profile)}<bdi>${profile.name}</bdi><small><bdi>@${profile.handle}</bdi></small></div>
    ${stateLine(state, texts)}
    <a part="menuitem" role="menuitem" tabindex="-1" href="${server}/account" target="_blank" rel="noopener">${drawing(person)}${words.account}</a>
    <button part="menuitem" role="menuitem" tabindex="-1" @click=${actions.signOut}>${drawing(leave)}${words.signOut}</button>
  </div>`;
}

function stateLine(state: TagState, texts: Texts): TemplateResult | typeof nothing {
  const says = {
    offline: state.is === 'offline' ? offlineHint(texts, state.queued) : '',
    budget_exhausted: texts.overBudget,
    storage_blocked: texts.storageBlocked,
  };
  return state.is in says ? html`<p class="state" role="presentation">${says[state.is as keyof typeof says]}</p>` : nothing;
}

function notice({ error }: Extract<TagState, { is: 'error' }>, { texts, link, actions }: LaterOptions): TemplateResult {
  const words = texts.later ?? enLater;
  return html`<div part="notice" id="notice" popover="manual">
    <p role="alert">${words.errors[error.code] ?? error.message}</p>
    ${error.requestId ? html`<small>${words.reference} <code>${error.requestId}</code></small>` : nothing}
    ${error.code === 'frame_refused' ? html`<span><slot name="fallback"><a href=${link}>${words.link}</a></slot></span>` : nothing}
    <button class="close" aria-label=${words.close} @click=${actions.close}>${drawing(cross)}</button>
  </div>`;
}
