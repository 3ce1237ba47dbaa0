import { Desk } from './composer/desk.tsx';
import { DeskSkeleton } from './composer/desk-skeleton.tsx';
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

  return (
    <main className="column">
      {profile && (
        <>
          <h1 className="visually-hidden">Feeds</h1>
          <Desk key={profile.did} me={profile} show={show} />
          <Tabs show={show} />
        </>
      )}
      {!profile && (me.at === 'unknown' && me.likely === 'member' ? <DeskSkeleton /> : <Invitation />)}
      <Timeline key={show} show={show} me={profile?.did} />
    </main>
  );
}
