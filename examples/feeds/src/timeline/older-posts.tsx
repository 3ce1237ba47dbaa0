import { useState } from 'react';
import { type Failure, failureOf } from '../ui/failure.ts';

type Asking = { readonly at: 'idle' } | { readonly at: 'loading' } | { readonly at: 'failed'; readonly failure: Failure };

const labels: Record<Asking['at'], string> = { idle: 'Show older posts', loading: 'Loading…', failed: 'Try again' };

/** The way further back. */
export function OlderPosts({ hasMore, more }: { hasMore: boolean; more: () => Promise<void> }) {
  const [asking, setAsking] = useState<Asking>({ at: 'idle' });

  async function ask(): Promise<void> {
    if (asking.at === 'loading') return;
    setAsking({ at: 'loading' });
    try {
      await more();
      setAsking({ at: 'idle' });
    } catch (error) {
      setAsking({ at: 'failed', failure: failureOf(error) });
    }
  }

  if (!hasMore) return <p className="the-end">You have reached the first post.</p>;
  return (
    <div className="older">
      {asking.at === 'failed' && <p role="alert">{asking.failure.says}</p>}
      <button type="button" className="button quiet wide" onClick={ask} aria-disabled={asking.at === 'loading'}>
        {labels[asking.at]}
      </button>
    </div>
  );
}
