import { html, type TemplateResult } from 'lit';

/** Where a link that an app or a person wrote goes: first to the page that says where it leads. What is no web address leads nowhere there. */
const leavingUrl = (href: string): string => `/leaving?to=${encodeURIComponent(href)}`;

/** Such a link. The page behind it learns neither where the person came from nor anything of the window it was opened from. */
export const outsideLink = (href: string, label: string | TemplateResult): TemplateResult =>
  html`<a href=${leavingUrl(href)} target="_blank" rel="noopener noreferrer nofollow"><bdi>${label}</bdi></a>`;
