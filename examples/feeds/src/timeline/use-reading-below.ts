import { useSyncExternalStore } from 'react';

/** Further down than this, in CSS pixels, something is being read. */
const topZonePixels = 120;

/** Whether the reader is past the top of the page, or walks the feed by keyboard: then new posts must not push in. */
export const useReadingBelow = (): boolean =>
  useSyncExternalStore(subscribe, () => scrollY > topZonePixels || document.activeElement?.closest('[role=feed]') != null);

function subscribe(listener: () => void): () => void {
  addEventListener('scroll', listener, { passive: true });
  document.addEventListener('focusin', listener);
  document.addEventListener('focusout', listener);
  return () => {
    removeEventListener('scroll', listener);
    document.removeEventListener('focusin', listener);
    document.removeEventListener('focusout', listener);
  };
}
