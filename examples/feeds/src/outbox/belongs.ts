import type { Audience } from '../post/post.model.ts';
import type { Show } from '../timeline/shows.ts';

/** Whether a post of one's own with this audience is part of a timeline. */
export function belongsIn(show: Show, audience: Audience): boolean {
  if (show === 'mine') return true;
  return show === 'everyone' && audience.to === 'everyone';
}

/** Said when a post was sent that the timeline on the screen does not hold. */
export const whereToFind = (audience: Audience): string =>
  audience.to === 'me' ? 'Posted, for you only. It is under Mine.' : 'Posted. It is under Mine.';
