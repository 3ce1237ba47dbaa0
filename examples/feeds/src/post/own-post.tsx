import { useState } from 'react';
import { BinIcon, PenIcon } from '../ui/icons.tsx';
import { ConfirmDelete } from './confirm-delete.tsx';
import { EditText } from './edit-text.tsx';
import { type Listed, PostCard } from './post-card.tsx';

/** `after`: what was just given up or finished, so that focus goes back to where it began. */
type Doing = { readonly at: 'nothing'; readonly after?: 'editing' | 'deleting' } | { readonly at: 'editing' } | { readonly at: 'deleting' };

/** A post of the reader's own: it can be changed and deleted. */
export function OwnPost(listed: Listed) {
  const [doing, setDoing] = useState<Doing>({ at: 'nothing' });
  const { post } = listed;

  if (doing.at === 'editing')
    return <PostCard {...listed} text={<EditText post={post} onDone={() => setDoing({ at: 'nothing', after: 'editing' })} />} />;
  return (
    <PostCard {...listed}>
      {doing.at === 'deleting' && <ConfirmDelete post={post} onKeep={() => setDoing({ at: 'nothing', after: 'deleting' })} />}
      {doing.at === 'nothing' && !post.pending && (
        <span className="post-actions">
          {/* biome-ignore-start lint/a11y/noAutofocus: focus comes back to the button that the editor or the question had replaced */}
          <button
            type="button"
            className="icon-button"
            aria-label="Edit post"
            autoFocus={doing.after === 'editing'}
            onClick={() => setDoing({ at: 'editing' })}
          >
            <PenIcon />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label="Delete post"
            autoFocus={doing.after === 'deleting'}
            onClick={() => setDoing({ at: 'deleting' })}
          >
            <BinIcon />
          </button>
          {/* biome-ignore-end lint/a11y/noAutofocus: see above */}
        </span>
      )}
    </PostCard>
  );
}
