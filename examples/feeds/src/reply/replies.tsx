import type { Did } from '@vibe/client';
import type { Audience } from '../post/audience.ts';
import { type Post, postKey } from '../post/post.model.ts';
import { ReplyForm } from './reply-form.tsx';
import { ReplyItem } from './reply-item.tsx';

interface Props {
  readonly id: string;
  readonly post: Post;
  readonly audience: Audience;
  readonly me: Did | undefined;
}

/** What was replied to a post, in the order in which it was said, and the place to say more. The newest hundred come with the post. */
export function Replies({ id, post, audience, me }: Props) {
  const inOrder = post.expanded.replies.toReversed();
  return (
    <section className="replies" id={id} aria-label="Replies">
      {inOrder.length > 0 && (
        <ul>
          {inOrder.map((reply) => (
            <ReplyItem key={postKey(reply)} reply={reply} mine={reply.owner === me} />
          ))}
        </ul>
      )}
      {me !== undefined && <ReplyForm post={post} audience={audience} />}
    </section>
  );
}
