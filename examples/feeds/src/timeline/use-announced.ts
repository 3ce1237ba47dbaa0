import type { Did } from '@vibe/client';
import { useEffect, useRef } from 'react';
import type { Post } from '../post/post.model.ts';
import { useNotice } from '../ui/notices.tsx';

/** Tells a screen reader that someone else's post has come in at the top. */
export function useAnnounced(newest: Post | undefined, me: Did | undefined): void {
  const before = useRef(newest);
  const say = useNotice();
  useEffect(() => {
    const last = before.current;
    before.current = newest;
    if (newest && last && newest.createdAt > last.createdAt && newest.owner !== me) say('A new post has come in.', 'quietly');
  }, [newest, me, say]);
}
