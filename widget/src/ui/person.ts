import type { Profile } from '@vibe/shared';
import { html, type TemplateResult } from 'lit';

/** The picture, or the first letter of the name. Decoration: the name stands beside it. */
export const avatar = (
  { name, picture }: { readonly name: string; readonly picture?: string | undefined },
  large = false,
): TemplateResult =>
  html`<span class="avatar ${large ? 'large' : ''}" aria-hidden="true">${picture ? html`<img src=${picture} alt="" />` : ([...name][0] ?? '?').toUpperCase()}</span>`;

export const person = (profile: Pick<Profile, 'name' | 'handle' | 'picture'>): TemplateResult =>
  html`<div class="person">${avatar(profile)}<div><strong><bdi>${profile.name}</bdi></strong><span class="quiet">@<bdi>${profile.handle}</bdi></span></div></div>`;
