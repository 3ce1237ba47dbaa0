import type { Did } from '@vibe/client';
import type { Outgoing } from '../outbox/outbox.state.ts';
import { DeletePost } from '../post/delete-post.tsx';
import { PostCard } from '../post/post-card.tsx';
import { postKey } from '../post/post.model.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { EmptyTimeline } from './empty.tsx';
import { NewPostsPill } from './new-posts-pill.tsx';
import { OlderPosts } from './older-posts.tsx';
import { type Show, shows } from './shows.ts';
import { TimelineSkeleton } from './skeleton.tsx';
import type { Timeline } from './use-timeline.ts';
import { walkFeed } from './walk-feed.ts';

interface Props {
  readonly show: Show;
  readonly timeline: Timeline;
  readonly me: Did | undefined;
  /** Posts of one's own that belong here and are on their way. */
  readonly sending: readonly Outgoing[];
}

export function TimelineView({ show, timeline, me, sending }: Props) {
  const { state } = timeline;
  if (state.at === 'loading') return <TimelineSkeleton />;
  if (state.at === 'failed') return <FailureNote title="The posts did not come" failure={state.failure} onRetry={timeline.reload} />;

  const { posts, held, older } = state;
  const all = older.at === 'none' ? posts.length + sending.length : -1;
  // What the server already has is shown once, as the post it has become.
  const onTheirWay = me === undefined ? [] : sending.filter(({ draft }) => !posts.some((post) => post.key === postKey(me, draft.id)));

  function reveal(): void {
    timeline.reveal();
    scrollTo({ top: 0 });
  }

  return (
    <>
      <NewPostsPill count={held.length} onShow={reveal} />
      {posts.length + onTheirWay.length === 0 ? (
        <EmptyTimeline show={show} />
      ) : (
        <>
          <div role="feed" className="feed" aria-label={shows[show].title} aria-busy={older.at === 'loading'} onKeyDown={walkFeed}>
            {me !== undefined &&
              onTheirWay.map(({ draft }, index) => (
                <PostCard key={postKey(me, draft.id)} post={{ ...draft, owner: me }} position={index + 1} of={all} pending />
              ))}
            {posts.map((post, index) => (
              <PostCard key={post.key} post={post} position={onTheirWay.length + index + 1} of={all}>
                {post.owner === me && <DeletePost onDelete={() => timeline.remove(post)} />}
              </PostCard>
            ))}
          </div>
          <OlderPosts older={older} onAsk={timeline.showOlder} />
        </>
      )}
    </>
  );
}
