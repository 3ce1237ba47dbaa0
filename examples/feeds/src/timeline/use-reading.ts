import type { Did } from '@vibe/client';
import { useState } from 'react';
import type { Post } from '../post/post.model.ts';
import { nothingRead, readingAfter, revealed, shownOf } from './reading.state.ts';
import { useReadingBelow } from './use-reading-below.ts';

/** The posts to show now, and how many new ones wait. One's own are never kept back. */
export function useReading(posts: readonly Post[], me: Did | undefined) {
  const below = useReadingBelow();
  const [reading, setReading] = useState(nothingRead);
  // Derived while rendering (react.dev, "Adjusting some state when a prop changes"): no frame shows what is to be held.
  if (reading.posts !== posts) setReading(readingAfter(reading, posts, (post) => below && post.owner !== me));
  return { shown: shownOf(reading), waiting: reading.held.size, reveal: () => setReading(revealed(reading)) };
}
