import { type Post, postKey } from '../post/post.model.ts';

/** What the reader has before them, and what waits so that nothing moves under their eyes. */
export interface Reading {
  /** The list as it was last taken in; `undefined` before there is one. */
  readonly posts: readonly Post[] | undefined;
  /** Keys of new posts that are kept back. */
  readonly held: ReadonlySet<string>;
}

export const nothingRead: Reading = { posts: undefined, held: new Set() };

/** Takes the list in. `hold` says which of the new posts at its top to keep back; further down nothing is ever held. */
export function readingAfter({ posts: before, held }: Reading, posts: readonly Post[], hold: (post: Post) => boolean): Reading {
  if (!before) return { posts, held: new Set() };
  const known = new Set(before.map(postKey));
  const shown = posts.findIndex((post) => known.has(postKey(post)) && !held.has(postKey(post)));
  const fresh = shown < 0 ? [] : posts.slice(0, shown).filter((post) => !known.has(postKey(post)) && hold(post));
  const kept = posts.filter((post) => held.has(postKey(post)));
  return { posts, held: new Set([...kept, ...fresh].map(postKey)) };
}

export const revealed = (reading: Reading): Reading => ({ ...reading, held: new Set() });
export const shownOf = ({ posts = [], held }: Reading): readonly Post[] =>
  held.size === 0 ? posts : posts.filter((post) => !held.has(postKey(post)));
