import type { Show } from './shows.ts';
import { type TimelineEvent, type TimelineState, timelineAfter } from './timeline.state.ts';

/** All three, so that one can be left and found again as it was. */
export type Timelines = Readonly<Record<Show, TimelineState>>;

export type TimelinesEvent = { readonly show: Show; readonly event: TimelineEvent } | 'reader changed';

export const noTimelines: Timelines = { everyone: { at: 'loading' }, 'for-me': { at: 'loading' }, mine: { at: 'loading' } };

export function timelinesAfter(timelines: Timelines, event: TimelinesEvent): Timelines {
  // What only the last reader may see must not stay for the next; what everyone may see can.
  if (event === 'reader changed') return { ...noTimelines, everyone: timelines.everyone };
  const after = timelineAfter(timelines[event.show], event.event);
  return after === timelines[event.show] ? timelines : { ...timelines, [event.show]: after };
}

