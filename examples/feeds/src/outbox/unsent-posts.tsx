import { UnsentPost } from './unsent-post.tsx';
import type { Outbox } from './use-outbox.ts';

/** What did not get through. `onEdit` takes a text back into the composer. */
export function UnsentPosts({ outbox, onEdit }: { outbox: Outbox; onEdit: (text: string) => void }) {
  return outbox.unsent.map(({ draft, failure }) => (
    <UnsentPost
      key={draft.id}
      draft={draft}
      failure={failure}
      onRetry={() => outbox.retry(draft)}
      onDiscard={() => outbox.discard(draft)}
      onEdit={() => {
        outbox.discard(draft);
        onEdit(draft.text);
      }}
    />
  ));
}
