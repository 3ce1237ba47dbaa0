import { CloudOffIcon } from '../ui/icons.tsx';
import { useOnline } from '../ui/use-online.ts';

/** Over the page, not in it: it comes and goes without moving a line. */
export function OfflineNote() {
  const online = useOnline();
  return (
    <div className="offline" role="status">
      {!online && (
        <p>
          <CloudOffIcon /> You are offline. New posts will come when you are back.
        </p>
      )}
    </div>
  );
}
