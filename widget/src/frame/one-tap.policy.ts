/** Sign-in.md, "One tap in the frame": a tap counts when the person can have read what it says. Pure, so that it can be tested to the millisecond. */
export const quietMilliseconds = 500;

/** How long a mouse has been on the button: time enough to see that something else came under it. */
export const onButtonMilliseconds = 250;

/** What the frame knows when a tap ends on "Allow". All times are milliseconds of one clock. */
export interface Tap {
  /** Made by the browser for a person, not by a script. */
  readonly isTrusted: boolean;
  /** When finger, mouse button or key went down on it. A screen reader presses without any. */
  readonly downAt: number;
  /** A key that is held, or a second click: meant for what was there before. */
  readonly isRepeat: boolean;
  /** Since when what hovers (a mouse, a pen), or the focus of a key, has been in this frame; undefined for what comes from nowhere (a finger). */
  readonly inFrameSince: number | undefined;
  /** The same, for the button itself. */
  readonly onButtonSince: number | undefined;
  /** Since when the browser has vouched that nothing covers, fades, shifts or shrinks the consent; undefined while something does. */
  readonly visibleSince: number | undefined;
  /** When the consent was last shown, changed, or laid out anew. */
  readonly changedAt: number;
}

/** Judged by when the press began: what changes between down and up is a change after it, and undoes it. */
export const mayAllow = ({ isTrusted, isRepeat, downAt, inFrameSince, onButtonSince, visibleSince, changedAt }: Tap): boolean =>
  isTrusted &&
  !isRepeat &&
  visibleSince !== undefined &&
  downAt - visibleSince >= quietMilliseconds &&
  downAt - changedAt >= quietMilliseconds &&
  (inFrameSince === undefined || downAt - inFrameSince >= quietMilliseconds) &&
  (onButtonSince === undefined || downAt - onButtonSince >= onButtonMilliseconds);
