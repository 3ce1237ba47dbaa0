import { UpIcon } from '../ui/icons.tsx';

/** New posts wait here while the reader is further down; the feed does not move until they ask. */
export function NewPostsPill({ count, onShow }: { count: number; onShow: () => void }) {
  const says = count === 1 ? '1 new post' : `${count} new posts`;
  return (
    <div className="pill-place" role="status">
      {count > 0 && (
        <button type="button" className="pill" onClick={onShow}>
          <UpIcon /> {says}
        </button>
      )}
    </div>
  );
}
