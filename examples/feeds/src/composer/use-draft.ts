import type { Did } from '@vibe/client';
import { useEffect, useState } from 'react';

/**
 * A text being written, kept over a reload of the tab: for its author only, so under their DID. Where the browser refuses storage, it
 * lives as long as the page.
 */
export function useDraft(author: Did) {
  const key = `feeds.draft ${author}`;
  const [text, setText] = useState(() => read(key));
  useEffect(() => write(key, text), [key, text]);
  // Leaving without leaving the page is signing out: nothing of it stays for whoever sits down next.
  useEffect(() => () => write(key, ''), [key]);
  return [text, setText] as const;
}

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function write(key: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Full or refused: the text is still on the screen.
  }
}
