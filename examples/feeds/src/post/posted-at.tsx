import { useNow } from '../ui/use-now.ts';
import { fullTime, relativeTime } from './relative-time.ts';

/** When a post was written: short on the screen, in full on demand. Times are ISO 8601. */
export function PostedAt({ at, editedAt }: { at: string; editedAt: string }) {
  const now = useNow();
  const milliseconds = Date.parse(at);
  return (
    <>
      <time dateTime={at} title={fullTime(milliseconds)}>
        {relativeTime(milliseconds, now)}
      </time>
      {editedAt !== at && <span title={fullTime(Date.parse(editedAt))}> · edited</span>}
    </>
  );
}
