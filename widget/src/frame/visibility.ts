// IntersectionObserver v2 is Chromium's; TypeScript's DOM library does not know it yet.
interface VisibilityEntry extends IntersectionObserverEntry {
  readonly isVisible?: boolean;
}

/** Can this browser vouch that a person sees the consent? */
export const provesVisibility = (): boolean => 'isVisible' in IntersectionObserverEntry.prototype;

/** Calls back with what the browser vouches for, within 100 ms of each change. Returns how to stop. */
export function watchVisibility(element: Element, tell: (visible: boolean) => void): () => void {
  const options: IntersectionObserverInit & { trackVisibility: boolean; delay: number } = {
    threshold: [0, 0.5, 1],
    trackVisibility: true,
    delay: 100,
  };
  const observer = new IntersectionObserver((entries) => {
    const last = entries.at(-1) as VisibilityEntry | undefined;
    // A consent that is scrolled or cut off is not wholly read either.
    if (last) tell(last.isVisible === true && last.intersectionRatio >= 0.99);
  }, options);
  observer.observe(element);
  return () => observer.disconnect();
}
