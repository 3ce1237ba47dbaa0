import { useCallback, useEffect, useReducer } from 'react';
import type { Post } from '../post/post.model.ts';
import { listPosts, removePost } from '../post/posts.ts';
import { failureOf } from '../ui/failure.ts';
import { useNotice } from '../ui/notices.tsx';
import { follow } from './follow.ts';
import { type Show, shows } from './shows.ts';
import type { TimelineEvent, TimelineState } from './timeline.state.ts';
import { noTimelines, timelinesAfter } from './timelines.state.ts';

export interface Timeline {
  readonly state: TimelineState;
  reload(): void;
  showOlder(): void;
  /** Lets the posts in that were held back. */
  reveal(): void;
  /** Puts a post of one's own in, at its place. */
  put(post: Post): void;
  remove(post: Post): void;
}

/** One timeline, live for as long as it is shown. `reader` is who reads: another reader may see other posts. */
export function useTimeline(show: Show, reader: string | undefined): Timeline {
  const [timelines, dispatchAll] = useReducer(timelinesAfter, noTimelines);
  const dispatch = useCallback((event: TimelineEvent) => dispatchAll({ show, event }), [show]);
  const [attempt, tryAgain] = useReducer((count: number) => count + 1, 0);
  const say = useNotice();
  const state = timelines[show];
  const { scope } = shows[show];

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the reader is another one
  useEffect(() => dispatchAll('reader changed'), [reader]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another reader or another attempt means asking again
  useEffect(() => {
    const abort = new AbortController();
    dispatch({ type: 'opened' });
    follow(scope, dispatch, abort.signal);
    return () => abort.abort();
  }, [scope, dispatch, reader, attempt]);

  const put = useCallback((post: Post) => dispatch({ type: 'put', post, hold: false }), [dispatch]);

  async function showOlder(): Promise<void> {
    if (state.at !== 'ready' || !('cursor' in state.older) || state.older.at === 'loading') return;
    dispatch({ type: 'older asked' });
    try {
      dispatch({ type: 'older listed', page: await listPosts(scope, { cursor: state.older.cursor }) });
    } catch (error) {
      dispatch({ type: 'older failed', failure: failureOf(error) });
    }
  }

  async function remove(post: Post): Promise<void> {
    dispatch({ type: 'gone', key: post.key });
    try {
      await removePost(post);
      say('Post deleted.');
    } catch (error) {
      put(post);
      say(`Not deleted. ${failureOf(error).says}`);
    }
  }

  return {
    state,
    reload: tryAgain,
    showOlder: () => void showOlder(),
    reveal: () => dispatch({ type: 'revealed' }),
    put,
    remove: (post) => void remove(post),
  };
}
