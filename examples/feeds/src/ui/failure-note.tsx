import type { Failure } from './failure.ts';

/** Says what failed, offers the way on, and names the request for whoever is asked for help. */
export function FailureNote({ title, failure, onRetry }: { title: string; failure: Failure; onRetry: () => void }) {
  return (
    <div className="note" role="alert">
      <p className="note-title">{title}</p>
      <p>{failure.says}</p>
      <button type="button" className="button quiet" onClick={onRetry}>
        Try again
      </button>
      {failure.requestId && (
        <p className="fine">
          Reference <code>{failure.requestId}</code>
        </p>
      )}
    </div>
  );
}
