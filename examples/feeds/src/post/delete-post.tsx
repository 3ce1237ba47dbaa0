import { useRef, useState } from 'react';
import { failureOf } from '../ui/failure.ts';
import { BinIcon } from '../ui/icons.tsx';
import { useNotice } from '../ui/notices.tsx';
import { posts } from '../vibe.ts';
import type { Post } from './post.model.ts';

/** Deleting cannot be undone, so it asks once, in its place. Escape means no. */
export function DeletePost({ post }: { post: Post }) {
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const say = useNotice();

  function keep(): void {
    setAsking(false);
    requestAnimationFrame(() => opener.current?.focus());
  }

  // The post leaves the timelines at once, and comes back if the server does not agree.
  async function remove(): Promise<void> {
    try {
      await posts.remove(post);
      say('Post deleted.');
    } catch (error) {
      say(`Not deleted. ${failureOf(error).says}`);
    }
  }

  if (!asking)
    return (
      <button ref={opener} type="button" className="icon-button" aria-label="Delete post" onClick={() => setAsking(true)}>
        <BinIcon />
      </button>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields, these are two buttons
    <span role="group" aria-label="Delete this post?" className="row confirm" onKeyDown={(event) => event.key === 'Escape' && keep()}>
      {/* biome-ignore lint/a11y/noAutofocus: focus goes on from the button that this one replaces */}
      <button type="button" className="button small danger" autoFocus onClick={remove}>
        Delete
      </button>
      <button type="button" className="button small quiet" onClick={keep}>
        Keep
      </button>
    </span>
  );
}
