import { failureOf } from '../ui/failure.ts';
import { useNotice } from '../ui/notices.tsx';
import { posts } from '../vibe.ts';
import type { Post } from './post.model.ts';

/** Deleting cannot be undone, so it is asked for once more, in its place. Escape means no. */
export function ConfirmDelete({ post, onKeep }: { post: Post; onKeep: () => void }) {
  const say = useNotice();

  // The post leaves the timelines at once, and comes back if the server does not agree.
  async function remove(): Promise<void> {
    try {
      await posts.remove(post);
      say('Post deleted.');
    } catch (error) {
      say(`Not deleted. ${failureOf(error).says}`);
    }
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields, these are two buttons
    <span role="group" aria-label="Delete this post?" className="row confirm" onKeyDown={(event) => event.key === 'Escape' && onKeep()}>
      {/* biome-ignore lint/a11y/noAutofocus: focus goes on from the button that this one replaces */}
      <button type="button" className="button small danger" autoFocus onClick={remove}>
        Delete
      </button>
      <button type="button" className="button small quiet" onClick={onKeep}>
        Keep
      </button>
    </span>
  );
}
