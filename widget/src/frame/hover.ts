/** Since when the mouse is on something, in milliseconds of performance.now(). */
export interface Hover {
  readonly since: number | undefined;
  stop(): void;
}

/**
 * Begins when the mouse comes, or when it is first heard of: a mouse that rests where something appears enters nothing. Fingers and pens come from nowhere
 * and hover nowhere; Chromium gives them to no frame that moved in the last half second and watches its visibility, as this one does.
 */
export function followMouse(at: HTMLElement, changed = (): void => undefined): Hover {
  let since: number | undefined;
  const stopping = new AbortController();
  const set = (next: number | undefined): void => {
    since = next;
    changed();
  };
  const on = (type: 'pointerenter' | 'pointermove' | 'pointerleave', listen: () => void): void =>
    at.addEventListener(type, ({ pointerType }) => pointerType === 'mouse' && listen(), { signal: stopping.signal });
  on('pointerenter', () => set(performance.now()));
  on('pointermove', () => since === undefined && set(performance.now()));
  on('pointerleave', () => set(undefined));
  return {
    get since() {
      return since;
    },
    stop: () => stopping.abort(),
  };
}
