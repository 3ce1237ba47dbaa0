import { listPosts, type PostEvent, type Scope, watchPosts } from '../post/posts.ts';
import { failureOf } from '../ui/failure.ts';
import { isReadingBelow } from './reading-position.ts';
import type { TimelineEvent } from './timeline.state.ts';

/**
 * Reads the newest page, then everything that happens to it. The list is read again when the stream stands and whenever it says that it has
 * missed something; what arrives meanwhile waits, because the page may be older than it.
 */
export function follow(scope: Scope, dispatch: (event: TimelineEvent) => void, signal: AbortSignal): void {
  let waiting: PostEvent[] | undefined;
  let latest = 0;

  function apply(event: PostEvent): void {
    if (event.type === 'put') dispatch({ type: 'put', post: event.post, hold: isReadingBelow() });
    if (event.type === 'gone') dispatch({ type: 'gone', key: event.key });
  }

  async function list(): Promise<void> {
    const mine = ++latest;
    waiting ??= [];
    try {
      const page = await listPosts(scope, { signal });
      if (signal.aborted || mine !== latest) return;
      dispatch({ type: 'listed', page, hold: isReadingBelow() });
    } catch (error) {
      if (signal.aborted || mine !== latest) return;
      dispatch({ type: 'failed', failure: failureOf(error) });
    }
    const missed = waiting ?? [];
    waiting = undefined;
    missed.forEach(apply);
  }

  void list();
  watchPosts(
    scope,
    (event) => {
      if (event.type === 'stale') void list();
      else if (waiting) waiting.push(event);
      else apply(event);
    },
    signal,
  );
}
