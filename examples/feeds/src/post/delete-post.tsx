import { useRef, useState } from 'react';
import { BinIcon } from '../ui/icons.tsx';

/** Deleting cannot be undone, so it asks once, in its place. Escape or leaving it means no. */
export function DeletePost({ onDelete }: { onDelete: () => void }) {
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);

  function keep(): void {
    setAsking(false);
    requestAnimationFrame(() => opener.current?.focus());
  }

  if (!asking)
    return (
      <button ref={opener} type="button" className="icon-button" aria-label="Delete post" onClick={() => setAsking(true)}>
        <BinIcon />
      </button>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields, these are two buttons
    <span role="group" aria-label="Delete this post?" className="row confirm" onKeyDown={(event) => event.key === 'Escape' && keep()}>
      {/* biome-ignore lint/a11y/noAutofocus: focus goes on from the button that this one replaces */}
      <button type="button" className="button small danger" autoFocus onClick={onDelete}>
        Delete
      </button>
      <button type="button" className="button small quiet" onClick={keep}>
        Keep
      </button>
    </span>
  );
}
