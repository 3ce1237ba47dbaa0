import { type ReactNode, useId } from 'react';
import { Avatar } from '../people/avatar.tsx';
import { PersonName } from '../people/person-name.tsx';
import { usePerson } from '../people/use-person.ts';
import { AudienceBadge } from './audience-badge.tsx';
import type { Post } from './post.model.ts';
import { PostText } from './post-text.tsx';
import { PostedAt } from './posted-at.tsx';

interface Props {
  readonly post: Pick<Post, 'owner' | 'text' | 'audience' | 'createdAt'>;
  /** Counted from 1 (aria-posinset). */
  readonly position: number;
  /** -1 while more posts wait below (aria-setsize). */
  readonly of: number;
  readonly pending?: boolean;
  readonly children?: ReactNode;
}

/** One post. `children` are what its reader can do with it. */
export function PostCard({ post, position, of, pending = false, children }: Props) {
  const id = useId();
  const person = usePerson(post.owner);
  const profile = person.at === 'known' ? person.profile : undefined;
  return (
    <article
      className={`post card to-${post.audience.to}`}
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
          <span className="post-when">{pending ? 'Posting…' : <PostedAt at={post.createdAt} />}</span>
        </header>
        <div id={`${id}-text`}>
          <PostText text={post.text} />
        </div>
        <footer className="post-foot">
          <AudienceBadge audience={post.audience} />
          {children}
        </footer>
      </div>
    </article>
  );
}
