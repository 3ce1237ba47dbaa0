import type { KeyboardEvent } from 'react';

/** Page Down and Page Up go from post to post (WAI-ARIA Authoring Practices, feed pattern). */
export function walkFeed(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'PageDown' ? 1 : event.key === 'PageUp' ? -1 : 0;
  if (step === 0) return;
  const posts = [...event.currentTarget.querySelectorAll<HTMLElement>('article')];
  const here = posts.findIndex((post) => post.contains(document.activeElement));
  const next = posts[here + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
