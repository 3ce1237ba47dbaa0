import type { Failure } from '../ui/failure.ts';
import type { Post } from '../post/post.model.ts';

/** What may come below the last post. */
export type Older =
  | { readonly at: 'none' }
  | { readonly at: 'more'; readonly cursor: string }
  | { readonly at: 'loading'; readonly cursor: string }
  | { readonly at: 'failed'; readonly cursor: string; readonly failure: Failure };

export type TimelineState =
  | { readonly at: 'loading' }
  | { readonly at: 'failed'; readonly failure: Failure }
  /** `held`: newer than `posts`, kept back so that nothing moves under the reader's eyes. Both newest first. */
  | { readonly at: 'ready'; readonly posts: readonly Post[]; readonly held: readonly Post[]; readonly older: Older };

export interface Page {
  readonly posts: readonly Post[];
  readonly cursor?: string | undefined;
}

export type TimelineEvent =
  /** Someone looks at it: what failed before is tried again, what is there stays. */
  | { readonly type: 'opened' }
  /** The newest page was read; `hold` new ones when the reader is further down. */
  | { readonly type: 'listed'; readonly page: Page; readonly hold: boolean }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'put'; readonly post: Post; readonly hold: boolean }
  | { readonly type: 'gone'; readonly key: string }
  | { readonly type: 'revealed' }
  | { readonly type: 'older asked' }
  | { readonly type: 'older listed'; readonly page: Page }
  | { readonly type: 'older failed'; readonly failure: Failure };

type Ready = Extract<TimelineState, { at: 'ready' }>;

const newestFirst = (a: Post, b: Post): number => (a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1);
const sorted = (posts: readonly Post[]): readonly Post[] => [...posts].sort(newestFirst);
const has = (posts: readonly Post[], key: string): boolean => posts.some((each) => each.key === key);
const without = (posts: readonly Post[], key: string): readonly Post[] => (has(posts, key) ? posts.filter((each) => each.key !== key) : posts);
const replaced = (posts: readonly Post[], post: Post): readonly Post[] => posts.map((each) => (each.key === post.key ? post : each));
const olderAfter = (page: Page): Older => (page.cursor === undefined ? { at: 'none' } : { at: 'more', cursor: page.cursor });

export function timelineAfter(state: TimelineState, event: TimelineEvent): TimelineState {
  switch (event.type) {
    case 'listed':
      return state.at === 'ready' ? relisted(state, event.page, event.hold) : { at: 'ready', posts: event.page.posts, held: [], older: olderAfter(event.page) };
    case 'opened':
      return state.at === 'failed' ? { at: 'loading' } : state;
    case 'failed':
      // Posts that are on the screen stay there: stale is better than gone.
      return state.at === 'ready' ? state : { at: 'failed', failure: event.failure };
    case 'put':
      return state.at === 'ready' ? withPost(state, event.post, event.hold) : state;
    case 'gone':
      return state.at === 'ready' ? { ...state, posts: without(state.posts, event.key), held: without(state.held, event.key) } : state;
    case 'revealed':
      return state.at === 'ready' && state.held.length > 0 ? { ...state, posts: sorted([...state.held, ...state.posts]), held: [] } : state;
    case 'older asked':
      return state.at === 'ready' && 'cursor' in state.older ? { ...state, older: { at: 'loading', cursor: state.older.cursor } } : state;
    case 'older listed':
      if (state.at !== 'ready') return state;
      return {
        ...state,
        posts: [...state.posts, ...event.page.posts.filter((each) => !has(state.posts, each.key))],
        older: olderAfter(event.page),
      };
    case 'older failed':
      return state.at === 'ready' && 'cursor' in state.older
        ? { ...state, older: { at: 'failed', cursor: state.older.cursor, failure: event.failure } }
        : state;
  }
}

/** The list was read again, after a pause of the stream: what the page does not have any more is gone. */
function relisted(state: Ready, page: Page, hold: boolean): Ready {
  const oldest = page.posts.at(-1);
  const overlaps = oldest !== undefined && has(state.posts, oldest.key);
  const tail = overlaps ? state.posts.filter((each) => newestFirst(oldest, each) < 0) : [];
  const fresh = page.posts.filter((each) => !has(state.posts, each.key));
  const known = page.posts.filter((each) => has(state.posts, each.key));
  if (!hold || known.length === 0) return { at: 'ready', posts: [...page.posts, ...tail], held: [], older: overlaps ? state.older : olderAfter(page) };
  return { at: 'ready', posts: [...known, ...tail], held: fresh, older: overlaps ? state.older : olderAfter(page) };
}

function withPost(state: Ready, post: Post, hold: boolean): Ready {
  if (has(state.posts, post.key)) return { ...state, posts: replaced(state.posts, post) };
  if (has(state.held, post.key)) return { ...state, held: replaced(state.held, post) };
  const oldest = state.posts.at(-1);
  // Older than all that is here while more waits below: paging brings it in its place.
  if (oldest && newestFirst(oldest, post) < 0 && state.older.at !== 'none') return state;
  return hold ? { ...state, held: sorted([post, ...state.held]) } : { ...state, posts: sorted([post, ...state.posts]) };
}
