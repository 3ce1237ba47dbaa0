import type { Failure } from '../ui/failure.ts';
import type { Draft } from './use-outbox.ts';

interface Props {
  readonly draft: Draft;
  readonly failure: Failure;
  readonly onRetry: () => void;
  /** Takes the text back into the composer. */
  readonly onEdit: () => void;
  readonly onDiscard: () => void;
}

/** A post that did not get through: it is not in the feed, and its text is not lost. */
export function UnsentPost({ draft, failure, onRetry, onEdit, onDiscard }: Props) {
  return (
    <section className="unsent card" aria-label="Not posted">
      <p className="unsent-reason" role="alert">
        <strong>Not posted.</strong> {failure.says} Your text is safe here.
      </p>
      <p className="post-text" dir="auto">
        {draft.text}
      </p>
      <div className="row">
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
        <button type="button" className="button quiet" onClick={onEdit}>
          Edit
        </button>
        <button type="button" className="button quiet" onClick={onDiscard}>
          Discard
        </button>
        {failure.requestId && (
          <span className="fine">
            Reference <code>{failure.requestId}</code>
          </span>
        )}
      </div>
    </section>
  );
}
