import type { Did } from '@vibe/client';
import { useQuery } from '@vibe/client/react';
import { useReducer, useState } from 'react';
import { ConnectionNote } from '../shell/connection-note.tsx';
import { failureOf } from '../ui/failure.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { posts } from '../vibe.ts';
import { EmptyTimeline } from './empty.tsx';
import { Feed } from './feed.tsx';
import { OlderPosts } from './older-posts.tsx';
import { SearchField } from './search-field.tsx';
import { type Show, shows } from './shows.ts';
import { TimelineSkeleton } from './skeleton.tsx';

const pageSize = 20;
const expand = { replies: true } as const;

interface Props {
  readonly show: Show;
  readonly me: Did | undefined;
}

/** One timeline, live for as long as it is shown. After a failure it can be begun anew. */
export function Timeline(props: Props) {
  const [attempt, tryAgain] = useReducer((count: number) => count + 1, 1);
  const [words, setWords] = useState('');
  return (
    <>
      <SearchField onSearch={setWords} />
      <LiveTimeline key={`${attempt} ${words}`} {...props} words={words} onRetry={tryAgain} />
    </>
  );
}

function LiveTimeline({ show, me, words, onRetry }: Props & { words: string; onRetry: () => void }) {
  // Who types has perhaps not finished the last word.
  const search = words === '' ? undefined : `${words}*`;
  const { documents, error, connected, hasMore, more } = useQuery(posts, { scope: shows[show].scope, limit: pageSize, expand, search });

  if (!documents && error) return <FailureNote title="The posts did not come" failure={failureOf(error)} onRetry={onRetry} />;
  if (!documents) return <TimelineSkeleton />;
  return (
    <>
      {error && <FailureNote title="New posts do not come any more" failure={failureOf(error)} onRetry={onRetry} />}
      {documents.length === 0 ? (
        <EmptyTimeline show={show} words={words} />
      ) : (
        <Feed show={show} posts={documents} me={me} complete={!hasMore} />
      )}
      {documents.length > 0 && <OlderPosts hasMore={hasMore} more={more} />}
      <ConnectionNote connected={connected} />
    </>
  );
}
