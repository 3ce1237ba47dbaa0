import { useId } from 'react';
import { Avatar } from '../people/avatar.tsx';
import type { PersonSearch } from './use-person-search.ts';

interface Props {
  readonly typed: string;
  readonly search: PersonSearch;
  readonly onType: (typed: string) => void;
}

/** The handle of the one person who may read the post, and whom it leads to. */
export function PersonField({ typed, search, onType }: Props) {
  const id = useId();
  const wrong = search.at === 'nobody' || search.at === 'yourself' || search.at === 'failed';
  return (
    <div className="person-field">
      <label htmlFor={id}>For</label>
      <div className="handle-input">
        <span aria-hidden="true">@</span>
        <input
          id={id}
          value={typed}
          onChange={(event) => onType(event.target.value)}
          placeholder="handle"
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          aria-describedby={`${id}-answer`}
          aria-invalid={wrong}
        />
      </div>
      <output id={`${id}-answer`} htmlFor={id} className={wrong ? 'person-answer wrong' : 'person-answer'}>
        <Answer search={search} />
      </output>
    </div>
  );
}

function Answer({ search }: { search: PersonSearch }) {
  switch (search.at) {
    case 'idle':
      return null;
    case 'looking':
      return 'Looking…';
    case 'found':
      return (
        <>
          <Avatar did={search.profile.did} profile={search.profile} /> <bdi>{search.profile.name}</bdi>
        </>
      );
    case 'nobody':
      return `Nobody here is called @${search.handle}.`;
    case 'yourself':
      return 'That is you. Choose “Only me”.';
    case 'failed':
      return search.failure.says;
  }
}
