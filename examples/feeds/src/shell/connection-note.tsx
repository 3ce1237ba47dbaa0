import { CloudOffIcon } from '../ui/icons.tsx';
import { useLasting } from '../ui/use-lasting.ts';
import { useOnline } from '../ui/use-online.ts';

/** A moment's pause is nobody's business. Milliseconds. */
const worthSaying = 4_000;

/** Over the page, not in it: it comes and goes without moving a line. */
export function ConnectionNote({ connected }: { connected: boolean }) {
  const online = useOnline();
  const cutOff = useLasting(!connected, worthSaying);
  const says = !online
    ? 'You are offline. New posts will come when you are back.'
    : cutOff
      ? 'The connection was lost. Trying again…'
      : undefined;
  return (
    <div className="offline" role="status">
      {says && (
        <p>
          <CloudOffIcon /> {says}
        </p>
      )}
    </div>
  );
}
