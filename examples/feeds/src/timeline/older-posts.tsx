import type { Older } from './timeline.state.ts';

/** The way further back. */
export function OlderPosts({ older, onAsk }: { older: Older; onAsk: () => void }) {
  if (older.at === 'none') return <p className="the-end">You have reached the first post.</p>;
  return (
    <div className="older">
      {older.at === 'failed' && <p role="alert">{older.failure.says}</p>}
      <button type="button" className="button quiet wide" onClick={onAsk} aria-disabled={older.at === 'loading'}>
        {older.at === 'loading' ? 'Loading…' : older.at === 'failed' ? 'Try again' : 'Show older posts'}
      </button>
    </div>
  );
}
