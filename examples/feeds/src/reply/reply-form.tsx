import { type AclInput, isVibeError, newDocumentId } from '@vibe/client';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { Counter } from '../composer/counter.tsx';
import type { Audience } from '../post/audience.ts';
import { isPostable, maxTextLength, type Post, textLength } from '../post/post.model.ts';
import { type Failure, failureOf } from '../ui/failure.ts';
import { replies } from '../vibe.ts';
import { replyAcl } from './reply-acl.ts';

async function create(id: string, text: string, { owner, collection, id: about }: Post, acl: AclInput): Promise<void> {
  try {
    await replies.create({ text, post: { did: owner, collection, id: about } }, { id, acl });
  } catch (error) {
    // Nobody else has this id: an attempt whose answer was lost had got through.
    if (!isVibeError(error, 'already_exists')) throw error;
  }
}

type Sending = { readonly at: 'idle' } | { readonly at: 'sending' } | { readonly at: 'failed'; readonly failure: Failure };

/** Where a reply is written. The words stay until the server has them; its id is made once, so that trying again cannot double it. */
export function ReplyForm({ post, audience }: { post: Post; audience: Audience }) {
  const [text, setText] = useState('');
  const [sending, setSending] = useState<Sending>({ at: 'idle' });
  const id = useRef(newDocumentId());
  const length = textLength(text.trim());
  const ready = isPostable(text) && sending.at !== 'sending';

  async function send(event?: FormEvent): Promise<void> {
    event?.preventDefault();
    if (!ready) return;
    setSending({ at: 'sending' });
    try {
      await create(id.current, text.trim(), post, replyAcl(post, audience));
      id.current = newDocumentId();
      setText('');
      setSending({ at: 'idle' });
    } catch (error) {
      setSending({ at: 'failed', failure: failureOf(error) });
    }
  }

  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
  };

  return (
    <form className="reply-form" onSubmit={send} aria-label="Write a reply">
      <textarea
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
        placeholder="Reply…"
        aria-label="Your reply"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        aria-invalid={length > maxTextLength}
        dir="auto"
      />
      {length > 0 && <Counter length={length} />}
      <button type="submit" className="button small" disabled={!ready}>
        {sending.at === 'sending' ? 'Sending…' : 'Reply'}
      </button>
      {sending.at === 'failed' && (
        <p role="alert" className="edit-failure">
          Not sent. {sending.failure.says}
        </p>
      )}
    </form>
  );
}
