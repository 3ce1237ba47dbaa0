import { onButtonMilliseconds, quietMilliseconds, type Tap } from './one-tap.policy.ts';

/** What is known of how somebody came to press the button. */
export type Press = Pick<Tap, 'isTrusted' | 'isRepeat' | 'downAt' | 'inFrameSince' | 'onButtonSince'>;

export interface PressWatch {
  /** How the press came about that ends with this click. */
  of(click: MouseEvent): Press;
  stop(): void;
}

/**
 * Follows mouse and focus to a button. A page can bring the frame under a resting mouse, or hand it the focus while a key is down: both begin here at
 * that moment, and not before. Fingers and pens come from nowhere: where the frame has just moved, the browser itself gives them to nobody.
 * @param armed says whether a mouse that is on the button has been there long enough
 */
export function watchPresses(button: HTMLElement, armed: (is: boolean) => void): PressWatch {
  const stopping = new AbortController();
  let inFrame: number | undefined;
  let onButton: number | undefined;
  let focused: number | undefined;
  let down: Press | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const on = <K extends keyof HTMLElementEventMap>(
    at: HTMLElement,
    type: K,
    listen: (event: HTMLElementEventMap[K], now: number) => void,
  ) => at.addEventListener(type, (event) => listen(event, performance.now()), { signal: stopping.signal });
  const onMouse = (at: HTMLElement, type: 'pointerenter' | 'pointerleave', listen: (now: number) => void): void =>
    on(at, type, ({ pointerType }, now) => {
      if (pointerType !== 'mouse') return;
      listen(now);
      arm();
    });
  const arm = (): void => {
    clearTimeout(timer);
    armed(false);
    if (onButton === undefined || inFrame === undefined) return;
    const at = Math.max(onButton + onButtonMilliseconds, inFrame + quietMilliseconds);
    timer = setTimeout(() => armed(true), at - performance.now() + 1);
  };

  const root = document.documentElement;
  onMouse(root, 'pointerenter', (now) => {
    inFrame = now;
  });
  onMouse(root, 'pointerleave', () => {
    inFrame = undefined;
  });
  onMouse(button, 'pointerenter', (now) => {
    onButton = now;
  });
  onMouse(button, 'pointerleave', () => {
    onButton = undefined;
  });
  on(button, 'focus', (_, now) => {
    focused = now;
  });
  on(button, 'blur', () => {
    focused = undefined;
    down = undefined;
  });
  on(button, 'pointerdown', ({ pointerType, isTrusted }, now) => {
    // Whoever was not seen coming in has come in now.
    const since = pointerType === 'mouse' ? { inFrameSince: inFrame ?? now, onButtonSince: onButton ?? now } : fromNowhere;
    down = { isTrusted, isRepeat: false, downAt: now, ...since };
  });
  on(button, 'keydown', ({ isTrusted, repeat }, now) => {
    down = { isTrusted, isRepeat: repeat, downAt: now, inFrameSince: focused ?? now, onButtonSince: focused ?? now };
  });

  return {
    of({ isTrusted, detail }) {
      const began = down ?? { isTrusted, isRepeat: false, downAt: performance.now(), ...fromNowhere };
      // A pointer is up again; a key that is still down goes on repeating.
      if (detail > 0) down = undefined;
      return { ...began, isTrusted: isTrusted && began.isTrusted, isRepeat: began.isRepeat || detail > 1 };
    },
    stop() {
      clearTimeout(timer);
      stopping.abort();
    },
  };
}

const fromNowhere = { inFrameSince: undefined, onButtonSince: undefined };
