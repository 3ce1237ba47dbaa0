import { useCallback, useState } from 'react';
import { Composer } from './composer/composer.tsx';
import { ComposerSkeleton } from './composer/composer-skeleton.tsx';
import { belongsIn, whereToFind } from './outbox/belongs.ts';
import { UnsentPost } from './outbox/unsent-post.tsx';
import { useOutbox } from './outbox/use-outbox.ts';
import type { Post } from './post/post.model.ts';
import { useMe } from './session/use-me.ts';
import { Invitation } from './shell/invitation.tsx';
import { Tabs } from './shell/tabs.tsx';
import { TimelineView } from './timeline/timeline-view.tsx';
import { useShow } from './timeline/use-show.ts';
import { useTimeline } from './timeline/use-timeline.ts';
import { useNotice } from './ui/notices.tsx';
import { vibe } from './vibe.ts';

/** The composer, or the invitation to it, and the timeline that is shown. */
export function Home() {
  const me = useMe();
  const profile = me.at === 'member' ? me.profile : undefined;
  const wanted = useShow();
  const show = profile ? wanted : 'everyone';
  const timeline = useTimeline(show, profile?.did);
  const say = useNotice();
  const [text, setText] = useState('');

  const { put } = timeline;
  const sent = useCallback(
    (post: Post) => {
      if (belongsIn(show, post.audience)) put(post);
      else say(whereToFind(post.audience));
    },
    [show, put, say],
  );
  const outbox = useOutbox(sent);

  return (
    <main className="column">
      {me.at === 'visitor' && <Invitation onSignIn={() => void vibe.auth.signIn()} />}
      {me.at === 'unknown' && (me.likely === 'member' ? <ComposerSkeleton /> : <Invitation onSignIn={() => void vibe.auth.signIn()} />)}
      {profile && (
        <>
          <h1 className="visually-hidden">Feeds</h1>
          <Composer me={profile} text={text} onText={setText} onPost={outbox.send} />
          {outbox.outgoing.map(
            (each) =>
              each.at === 'failed' && (
                <UnsentPost
                  key={each.draft.id}
                  draft={each.draft}
                  failure={each.failure}
                  onRetry={() => outbox.retry(each.draft)}
                  onDiscard={() => outbox.discard(each.draft)}
                  onEdit={() => {
                    setText(text === '' ? each.draft.text : `${each.draft.text}\n${text}`);
                    outbox.discard(each.draft);
                  }}
                />
              ),
          )}
          <Tabs show={show} />
        </>
      )}
      <TimelineView
        show={show}
        timeline={timeline}
        me={profile?.did}
        sending={outbox.outgoing.filter((each) => each.at === 'sending' && belongsIn(show, each.draft.audience))}
      />
    </main>
  );
}
