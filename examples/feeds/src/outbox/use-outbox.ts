import { newDocumentId } from '@vibe/client';
import { useCallback, useReducer } from 'react';
import type { Audience, Post } from '../post/post.model.ts';
import { createPost } from '../post/posts.ts';
import { failureOf } from '../ui/failure.ts';
import { type Draft, type Outgoing, outboxAfter } from './outbox.state.ts';

export interface Outbox {
  readonly outgoing: readonly Outgoing[];
  send(text: string, audience: Audience): void;
  retry(draft: Draft): void;
  discard(draft: Draft): void;
}

/** Sends posts and keeps the ones that did not get through, text and all, until their author decides. */
export function useOutbox(onSent: (post: Post) => void): Outbox {
  const [outgoing, dispatch] = useReducer(outboxAfter, []);

  const send = useCallback(
    async (draft: Draft) => {
      dispatch({ type: 'sent off', draft });
      try {
        onSent(await createPost(draft));
        dispatch({ type: 'left', id: draft.id });
      } catch (error) {
        dispatch({ type: 'failed', id: draft.id, failure: failureOf(error) });
      }
    },
    [onSent],
  );

  return {
    outgoing,
    send: (text, audience) => void send({ id: newDocumentId(), text, audience, createdAt: new Date().toISOString() }),
    retry: (draft) => void send(draft),
    discard: (draft) => dispatch({ type: 'left', id: draft.id }),
  };
}
