import { useState } from 'react';
import { Composer } from './composer/composer.tsx';
import { ComposerSkeleton } from './composer/composer-skeleton.tsx';
import { UnsentPosts } from './outbox/unsent-posts.tsx';
import { useOutbox } from './outbox/use-outbox.ts';
import { useMe } from './session/use-me.ts';
import { Invitation } from './shell/invitation.tsx';
import { Tabs } from './shell/tabs.tsx';
import { Timeline } from './timeline/timeline.tsx';
import { useShow } from './timeline/use-show.ts';

/** The composer, or the invitation to it, and the timeline that is shown. */
export function Home() {
  const me = useMe();
  const profile = me.at === 'member' ? me.profile : undefined;
  const wanted = useShow();
  const show = profile ? wanted : 'everyone';
  const outbox = useOutbox();
  const [text, setText] = useState('');

  return (
    <main className="column">
      {profile && (
        <>
          <h1 className="visually-hidden">Feeds</h1>
          <Composer me={profile} text={text} onText={setText} onPost={outbox.send} />
          <UnsentPosts outbox={outbox} onEdit={(unsent) => setText((now) => (now === '' ? unsent : `${unsent}\n${now}`))} />
          <Tabs show={show} />
        </>
      )}
      {!profile && (me.at === 'unknown' && me.likely === 'member' ? <ComposerSkeleton /> : <Invitation />)}
      <Timeline key={show} show={show} me={profile?.did} />
    </main>
  );
}
