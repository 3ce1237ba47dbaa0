/** How long after a failure to reach Vibe it is tried again, if no network comes up before. */
const againMilliseconds = 30_000;

/** Calls back once: as soon as there is a network again, else after half a minute; asked again meanwhile, it stays at that. */
export function whenReachable(again: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = (): void => {
    removeEventListener('online', now);
    clearTimeout(timer);
    timer = undefined;
    again();
  };
  return () => {
    if (timer !== undefined) return;
    timer = setTimeout(now, againMilliseconds);
    addEventListener('online', now);
  };
}
