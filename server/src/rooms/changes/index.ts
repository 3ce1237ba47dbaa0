export type { Change } from './change.ts';
export { changeFeed } from './feed.ts';
export { type Followed, followChanges } from './follow.ts';
