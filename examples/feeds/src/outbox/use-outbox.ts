import { type Did, isVibeError, newDocumentId } from '@vibe/client';
import { useCallback } from 'react';
import { aclOf, type ChosenAudience } from '../post/audience.ts';
import type { Show } from '../timeline/shows.ts';
import { type Failure, failureOf } from '../ui/failure.ts';
import { useKept } from '../ui/kept.ts';
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

const nothingUnsent: readonly Unsent[] = [];

/** Whether a post of one's own with this audience is in a timeline. */
const isIn = (show: Show, audience: ChosenAudience): boolean => show === 'mine' || (show === 'everyone' && audience.to === 'everyone');

async function post({ id, text, audience }: Draft): Promise<void> {
  try {
    await posts.create({ text }, { id, acl: aclOf(audience) });
  } catch (error) {
    // Nobody else has this id: an attempt whose answer was lost had got through.
    if (!isVibeError(error, 'already_exists')) throw error;
  }
}

/**
 * Sends posts. The timelines show them at once, as pending; one that fails leaves them and comes back here, text and all.
 * `show` is the timeline on the screen.
 */
export function useOutbox(author: Did, show: Show): Outbox {
  const [unsent, setUnsent] = useKept(`feeds.unsent ${author}`, nothingUnsent);
  const say = useNotice();

  const discard = useCallback((draft: Draft) => setUnsent((all) => all.filter((each) => each.draft.id !== draft.id)), [setUnsent]);

  const retry = useCallback(
    async (draft: Draft) => {
      discard(draft);
      try {
        await post(draft);
        if (isIn(show, draft.audience)) say('Posted.', 'quietly');
        else say('Posted. It is under Mine.');
      } catch (error) {
        setUnsent((all) => [{ draft, failure: failureOf(error) }, ...all]);
      }
    },
    [discard, setUnsent, say, show],
  );

  return {
    unsent,
    send: (text, audience) => void retry({ id: newDocumentId(), text, audience }),
    retry: (draft) => void retry(draft),
    discard,
  };
}
