export { type Change, concerned } from './change.ts';
export { changeFeed } from './feed.ts';
export { type Followed, followChanges } from './follow.ts';
export { PrincipalGroups } from './principal-groups.ts';
