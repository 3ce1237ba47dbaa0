import type { Show } from './shows.ts';

const texts: Record<Show, { readonly title: string; readonly says: string }> = {
  everyone: { title: 'Nobody has said a word yet', says: 'The first post is the one that people remember.' },
  'for-me': { title: 'Nothing for you yet', says: 'When someone writes a post only for you, it appears here at once.' },
  mine: { title: 'You have not written yet', says: 'Everything you post is listed here, also what only you can read.' },
};

export function EmptyTimeline({ show, words }: { show: Show; words: string }) {
  const { title, says } =
    words === '' ? texts[show] : { title: `Nothing says “${words}”`, says: 'Try another word, or the beginning of one.' };
  return (
    <div className="empty">
      <svg viewBox="0 0 120 72" width="120" height="72" aria-hidden="true">
        <path d="M30 52a30 30 0 0 1 60 0" className="empty-sun" />
        <path d="M60 6v8M24.6 20.600l5.7 5.700M95.4 20.600l-5.7 5.7" className="empty-rays" />
        <path d="M8 52h104M26 64h68" className="empty-lines" />
      </svg>
      <p className="note-title">{title}</p>
      <p>{says}</p>
    </div>
  );
}
