/** Sign-in.md, "One tap in the frame": a tap counts when the person can have read what it says. Pure, so that it can be tested to the millisecond. */
export const quietMilliseconds = 500;

export interface Tap {
  /** Made by the browser for a person, not by a script. */
  readonly isTrusted: boolean;
  readonly at: number;
  /** Since when the browser has vouched that nothing covers, fades, shifts or shrinks the consent; undefined while something does. */
  readonly visibleSince: number | undefined;
  /** When the consent was last shown or changed. */
  readonly changedAt: number;
}

export const mayAllow = ({ isTrusted, at, visibleSince, changedAt }: Tap): boolean =>
  isTrusted && visibleSince !== undefined && at - visibleSince >= quietMilliseconds && at - changedAt >= quietMilliseconds;
