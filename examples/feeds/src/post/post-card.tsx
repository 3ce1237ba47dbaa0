import type { Did } from '@vibe/client';
import { type ReactNode, useId, useState } from 'react';
import { Avatar } from '../people/avatar.tsx';
import { PersonName } from '../people/person-name.tsx';
import { usePerson } from '../people/use-person.ts';
import { Replies } from '../reply/replies.tsx';
import { RepliesButton } from '../reply/replies-button.tsx';
import { audienceOf } from './audience.ts';
import { AudienceBadge } from './audience-badge.tsx';
import type { Post } from './post.model.ts';
import { PostText } from './post-text.tsx';
import { PostedAt } from './posted-at.tsx';

/** A post and its place in a timeline. */
export interface Listed {
  readonly post: Post;
  readonly listedIn: 'public' | 'shared' | 'own';
  /** Who reads, when they are signed in. */
  readonly me: Did | undefined;
  /** Counted from 1 (aria-posinset). */
  readonly position: number;
  /** -1 while more posts wait below (aria-setsize). */
  readonly of: number;
}

interface Props extends Listed {
  /** In place of its words. */
  readonly text?: ReactNode;
  /** What its reader can do with it. */
  readonly children?: ReactNode;
}

/** One post of a feed. */
export function PostCard({ post, listedIn, me, position, of, text, children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const person = usePerson(post.owner);
  const profile = person.at === 'known' ? person.profile : undefined;
  const audience = audienceOf(post, listedIn);
  const pending = post.pending === true;
  const count = post.expanded.replies.length;
  return (
    <article
      className={`post card to-${audience.to}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the posts of a feed take focus (WAI-ARIA Authoring Practices, feed pattern)
      tabIndex={0}
      aria-posinset={position}
      aria-setsize={of}
      aria-labelledby={`${id}-by`}
      aria-describedby={`${id}-text`}
      aria-busy={pending}
    >
      <Avatar did={post.owner} profile={profile} />
      <div className="post-body">
        <header className="post-head">
          <span className="post-by" id={`${id}-by`}>
            <PersonName did={post.owner} />
            {profile && <span className="handle">@{profile.handle}</span>}
          </span>
          <span className="post-when">{pending ? 'Sending…' : <PostedAt at={post.createdAt} editedAt={post.updatedAt} />}</span>
        </header>
        <div id={`${id}-text`}>{text ?? <PostText text={post.body.text} />}</div>
        <footer className="post-foot">
          <span className="post-about">
            <AudienceBadge audience={audience} />
            {!pending && (me !== undefined || count > 0) && (
              <RepliesButton count={count} open={open} controls={`${id}-replies`} onToggle={() => setOpen(!open)} />
            )}
          </span>
          {children}
        </footer>
        {open && <Replies id={`${id}-replies`} post={post} audience={audience} me={me} />}
      </div>
    </article>
  );
}
