import type { Profile } from '@vibe/client';
import { UnsentPosts } from '../outbox/unsent-posts.tsx';
import { useOutbox } from '../outbox/use-outbox.ts';
import type { Show } from '../timeline/shows.ts';
import { useKept } from '../ui/kept.ts';
import { Composer } from './composer.tsx';

/** Where someone signed in writes, and where what did not get through waits. `show` is the timeline below. */
export function Desk({ me, show }: { me: Profile; show: Show }) {
  const [text, setText] = useKept(`feeds.draft ${me.did}`, '');
  const outbox = useOutbox(me.did, show);
  return (
    <>
      <Composer me={me} text={text} onText={(typed) => setText(() => typed)} onPost={outbox.send} />
      <UnsentPosts outbox={outbox} onEdit={(unsent) => setText((now) => (now === '' ? unsent : `${unsent}\n${now}`))} />
    </>
  );
}
