import type { Profile } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { offlineHint } from './control.ts';
import { drawing } from './dom.ts';
import { face } from './face.ts';
import type { TagState } from './tag-state.ts';
import { enLater } from './texts/en-later.ts';
import type { Texts } from './texts/index.ts';

const person = 'M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM4 20c1-3 4-5 8-5s7 2 8 5';
const leave = 'M10 4H5v16h5M15 8l4 4-4 4M19 12H9';

export interface MenuOptions {
  readonly state: TagState;
  readonly texts: Texts;
  readonly server: string;
  readonly actions: {
    readonly signOut: () => void;
    readonly toggled: (event: ToggleEvent) => void;
    readonly menuKey: (event: KeyboardEvent) => void;
  };
}

/** Who is signed in, what is amiss, and the ways out. */
export function menuView(profile: Profile, { state, texts, server, actions }: MenuOptions): TemplateResult {
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
