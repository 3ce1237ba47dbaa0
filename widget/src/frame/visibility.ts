// IntersectionObserver v2 is Chromium's; TypeScript's DOM library does not know it yet.
interface VisibilityEntry extends IntersectionObserverEntry {
  readonly isVisible?: boolean;
}

/** Can this browser vouch that a person sees the consent? */
export const provesVisibility = (): boolean => 'isVisible' in IntersectionObserverEntry.prototype;

/**
 * An observer looks each 100 ms at the most, which is often enough to be told when: a page that takes its cover away for the one frame in which it is
 * looked at would never be seen. So several look, one after the other.
 */
const observers = 6;
const delay = 100;

/** Calls back with what the browser vouches for, when that changes. Returns how to stop. */
export function watchVisibility(element: Element, tell: (visible: boolean) => void): () => void {
  const seen = new Map<number, boolean>();
  let last = false;
  const judge = (which: number, visible: boolean): void => {
    seen.set(which, visible);
    const all = seen.size === observers && [...seen.values()].every(Boolean);
    if (all !== last) tell(all);
    last = all;
  };
  const stops = Array.from({ length: observers }, (_, which) => {
    let stop = (): void => undefined;
    const timer = setTimeout(
      () => {
        stop = observe(element, (visible) => judge(which, visible));
      },
      (which * delay) / observers,
    );
    return () => {
      clearTimeout(timer);
      stop();
    };
  });
  return () => {
    for (const stop of stops) stop();
  };
}

/** Settles when the browser, asked anew, has vouched for it; until then never. */
export const isSeenNow = (element: Element): Promise<void> =>
  new Promise((resolve) => {
    const stop = watchVisibility(element, () => {
      stop();
      resolve();
    });
  });

function observe(element: Element, tell: (visible: boolean) => void): () => void {
  const options: IntersectionObserverInit & { trackVisibility: boolean; delay: number } = {
    threshold: [0, 0.5, 1],
    trackVisibility: true,
    delay,
  };
  const observer = new IntersectionObserver((entries) => {
    // Each of them: what was covered and is not any more was covered all the same. A consent that is scrolled or cut off is not wholly read either.
    for (const entry of entries as VisibilityEntry[]) tell(entry.isVisible === true && entry.intersectionRatio >= 0.99);
  }, options);
  observer.observe(element);
  return () => observer.disconnect();
}
