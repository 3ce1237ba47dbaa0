import type { Did } from '@vibe/client';
import { OwnPost } from '../post/own-post.tsx';
import { type Post, postKey } from '../post/post.model.ts';
import { PostCard } from '../post/post-card.tsx';
import { NewPostsPill } from './new-posts-pill.tsx';
import { type Show, shows } from './shows.ts';
import { useAnnounced } from './use-announced.ts';
import { useReading } from './use-reading.ts';
import { walkFeed } from './walk-feed.ts';

interface Props {
  readonly show: Show;
  readonly posts: readonly Post[];
  readonly me: Did | undefined;
  /** Nothing older waits on the server. */
  readonly complete: boolean;
}

export function Feed({ show, posts, me, complete }: Props) {
  const { shown, waiting, reveal } = useReading(posts, me);
  useAnnounced(shown[0], me);
  const { title, scope } = shows[show];

  function goToNewest(): void {
    reveal();
    scrollTo({ top: 0 });
  }

  return (
    <>
      <NewPostsPill count={waiting} onShow={goToNewest} />
      <div role="feed" className="feed" aria-label={title} onKeyDown={walkFeed}>
        {shown.map((post, index) => {
          const Card = post.owner === me ? OwnPost : PostCard;
          return <Card key={postKey(post)} post={post} listedIn={scope} me={me} position={index + 1} of={complete ? shown.length : -1} />;
        })}
      </div>
    </>
  );
}
