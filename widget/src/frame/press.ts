import { followMouse } from './hover.ts';
import { onButtonMilliseconds, quietMilliseconds, type Tap } from './one-tap.policy.ts';

/** What is known of how somebody came to press the button. */
export type Press = Pick<Tap, 'isTrusted' | 'isRepeat' | 'downAt' | 'inFrameSince' | 'onButtonSince'>;

export interface PressWatch {
  /** How the press came about that ends with this click. */
  of(click: MouseEvent): Press;
  stop(): void;
}

/** As long as the frame is there: it does not begin anew with each consent that it shows. */
const inFrame = followMouse(document.documentElement);

/**
 * Follows mouse and focus to a button. A page can bring the frame under a resting mouse, or hand it the focus while a key is down: both begin here at
 * that moment, and not before.
 * @param armed says whether a mouse that is on the button has been there long enough
 */
export function watchPresses(button: HTMLElement, armed: (is: boolean) => void): PressWatch {
  const stopping = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onButton = followMouse(button, () => {
    clearTimeout(timer);
    armed(false);
    if (onButton.since === undefined) return;
    const at = Math.max(onButton.since + onButtonMilliseconds, (inFrame.since ?? onButton.since) + quietMilliseconds);
    timer = setTimeout(() => armed(true), at - performance.now() + 1);
  });
  let focused: number | undefined;
  let down: Press | undefined;

  const on = <K extends keyof HTMLElementEventMap>(type: K, listen: (event: HTMLElementEventMap[K], now: number) => void): void =>
    button.addEventListener(type, (event) => listen(event, performance.now()), { signal: stopping.signal });
  on('focus', (_, now) => {
    focused = now;
  });
  on('blur', () => {
    focused = undefined;
    down = undefined;
  });
  on('pointerdown', ({ pointerType, isTrusted }, now) => {
    // Whoever was not seen coming in has come in now.
    const since = pointerType === 'mouse' ? { inFrameSince: inFrame.since ?? now, onButtonSince: onButton.since ?? now } : fromNowhere;
    down = { isTrusted, isRepeat: false, downAt: now, ...since };
  });
  on('keydown', ({ isTrusted, repeat }, now) => {
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
      onButton.stop();
      stopping.abort();
    },
  };
}

const fromNowhere = { inFrameSince: undefined, onButtonSince: undefined };
