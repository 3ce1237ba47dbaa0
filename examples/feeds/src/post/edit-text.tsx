import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { Counter } from '../composer/counter.tsx';
import { type Failure, failureOf } from '../ui/failure.ts';
import { posts } from '../vibe.ts';
import { isPostable, type Post, textLength } from './post.model.ts';

type Saving = { readonly at: 'idle' } | { readonly at: 'saving' } | { readonly at: 'failed'; readonly failure: Failure };

/** The words of a post, to be changed. It stays open until the server has them, so a failure loses nothing. */
export function EditText({ post, onDone }: { post: Post; onDone: () => void }) {
  const [text, setText] = useState(post.body.text);
  const [saving, setSaving] = useState<Saving>({ at: 'idle' });
  const changed = text.trim() !== post.body.text;
  const ready = isPostable(text) && saving.at !== 'saving';

  async function save(event?: FormEvent): Promise<void> {
    event?.preventDefault();
    if (!ready) return;
    if (!changed) return onDone();
    setSaving({ at: 'saving' });
    try {
      await posts.update(post, { text: text.trim() });
      onDone();
    } catch (error) {
      setSaving({ at: 'failed', failure: failureOf(error) });
    }
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
    // A changed text is not thrown away by one key.
    if (event.key === 'Escape' && !changed) onDone();
  }

  return (
    <form className="edit" onSubmit={save} aria-label="Edit post">
      <textarea
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        value={text}
        rows={2}
        dir="auto"
        aria-label="Text of the post"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
      />
      {saving.at === 'failed' && (
        <p role="alert" className="edit-failure">
          Not saved. {saving.failure.says}
        </p>
      )}
      <div className="row edit-foot">
        <Counter length={textLength(text.trim())} />
        <button type="button" className="button small quiet" onClick={onDone}>
          Cancel
        </button>
        <button type="submit" className="button small" disabled={!ready}>
          {saving.at === 'saving' ? 'Saving…' : 'Save'}
        </button>
      </div>
    </form>
  );
}
