import { newDocumentId } from '@vibe/client';
import { useCallback, useState } from 'react';
import { aclOf, type ChosenAudience } from '../post/audience.ts';
import type { Show } from '../timeline/shows.ts';
import { type Failure, failureOf } from '../ui/failure.ts';
import { useNotice } from '../ui/notices.tsx';
import { posts } from '../vibe.ts';

/** A post on its way. Its id is chosen here, so that trying again cannot double it. */
export interface Draft {
  readonly id: string;
  readonly text: string;
  readonly audience: ChosenAudience;
}

export interface Unsent {
  readonly draft: Draft;
  readonly failure: Failure;
}

export interface Outbox {
  /** What did not get through, newest first, until its author decides. */
  readonly unsent: readonly Unsent[];
  send(text: string, audience: ChosenAudience): void;
  retry(draft: Draft): void;
  discard(draft: Draft): void;
}

/** Whether a post of one's own with this audience is in a timeline. */
const isIn = (show: Show, audience: ChosenAudience): boolean => show === 'mine' || (show === 'everyone' && audience.to === 'everyone');

/**
 * Sends posts. The timelines show them at once, as pending; one that fails leaves them and comes back here, text and all.
 * `show` is the timeline on the screen.
 */
export function useOutbox(show: Show): Outbox {
  const [unsent, setUnsent] = useState<readonly Unsent[]>([]);
  const say = useNotice();

  const discard = useCallback((draft: Draft) => setUnsent((all) => all.filter((each) => each.draft.id !== draft.id)), []);

  const retry = useCallback(
    async (draft: Draft) => {
      discard(draft);
      try {
        await posts.create({ text: draft.text }, { id: draft.id, acl: aclOf(draft.audience) });
        if (isIn(show, draft.audience)) say('Posted.', 'quietly');
        else say('Posted. It is under Mine.');
      } catch (error) {
        setUnsent((all) => [{ draft, failure: failureOf(error) }, ...all]);
      }
    },
    [discard, say, show],
  );

  return {
    unsent,
    send: (text, audience) => void retry({ id: newDocumentId(), text, audience }),
    retry: (draft) => void retry(draft),
    discard,
  };
}
