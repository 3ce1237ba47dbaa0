import type { Profile } from '@vibe/client';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { Avatar } from '../people/avatar.tsx';
import type { ChosenAudience } from '../post/audience.ts';
import { isPostable, maxTextLength, textLength } from '../post/post.model.ts';
import { type AudienceKind, chosenAudience } from './audience-choice.ts';
import { AudiencePicker } from './audience-picker.tsx';
import { Counter } from './counter.tsx';
import { PersonField } from './person-field.tsx';
import { usePersonSearch } from './use-person-search.ts';

interface Props {
  readonly me: Profile;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onPost: (text: string, audience: ChosenAudience) => void;
}

/** Where a post is written. It empties at once: the outbox answers for the post from then on. */
export function Composer({ me, text, onText, onPost }: Props) {
  const [kind, setKind] = useState<AudienceKind>('everyone');
  const [handle, setHandle] = useState('');
  const search = usePersonSearch(kind === 'person' ? handle : '', me.did);
  const field = useRef<HTMLTextAreaElement>(null);

  const audience = chosenAudience(kind, search);
  const length = textLength(text.trim());
  const ready = audience !== undefined && isPostable(text);

  function post(event?: FormEvent): void {
    event?.preventDefault();
    if (!ready) return;
    onPost(text.trim(), audience);
    onText('');
    field.current?.focus();
  }

  function postOnShortcut(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) post();
  }

  return (
    <form className="composer card" onSubmit={post} aria-label="Write a post">
      <div className="composer-top">
        <Avatar did={me.did} profile={me} />
        <textarea
          ref={field}
          rows={2}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={postOnShortcut}
          placeholder="What is on your mind?"
          aria-label="Your post"
          aria-keyshortcuts="Control+Enter Meta+Enter"
          aria-invalid={length > maxTextLength}
          dir="auto"
        />
      </div>
      {kind === 'person' && <PersonField typed={handle} search={search} onType={setHandle} />}
      <div className="composer-bottom">
        <AudiencePicker chosen={kind} onChoose={setKind} />
        <div className="composer-send">
          <Counter length={length} />
          <button type="submit" className="button" disabled={!ready}>
            Post
          </button>
        </div>
      </div>
    </form>
  );
}
