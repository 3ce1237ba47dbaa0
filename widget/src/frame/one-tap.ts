import type { Profile } from '@vibe/shared';
import { ConsentCard } from './consent-card.ts';
import type { FrameStatus } from './frame-routes.ts';
import { mayAllow, quietMilliseconds } from './one-tap.policy.ts';
import { takeStage } from './stage.ts';
import { frameTexts } from './texts/index.ts';
import { isSeenNow, provesVisibility, watchVisibility } from './visibility.ts';

/** `unseen`: the browser could not vouch for it, so that the answer has to be given on a page of Vibe's own. */
export type Decision = 'allow' | 'not_now' | 'unseen';

/** How long the consent may stay covered before the person is sent to a window instead. */
const coveredMilliseconds = 1500;
/** What was put over it at the moment of the tap is known by then, and undoes the tap. */
const settleMilliseconds = 200;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, settleMilliseconds));

export interface OneTap {
  readonly status: FrameStatus & { account: Profile };
  /** CSS pixels that the card wants of the host; 0 hides the frame. */
  readonly wantHeight: (height: number) => void;
  readonly cancelled: AbortSignal;
}

/** Shows the compact consent and waits for a tap that counts. */
export async function askForOneTap({ status, wantHeight, cancelled }: OneTap): Promise<Decision> {
  if (!provesVisibility()) return 'unseen';
  const { promise, resolve } = Promise.withResolvers<Decision>();
  const texts = await frameTexts();
  const card = new ConsentCard();
  let visibleSince: number | undefined;
  let changedAt = performance.now();
  let covered: ReturnType<typeof setTimeout> | undefined;

  const isQuiet = (at = performance.now()): boolean =>
    visibleSince !== undefined && at - visibleSince >= quietMilliseconds && at - changedAt >= quietMilliseconds;
  /** Laid out anew, or seen otherwise than before: whatever is under a finger now was not there. */
  const changed = (): void => {
    changedAt = performance.now();
    card.ready = false;
    setTimeout(() => {
      card.ready = isQuiet();
      card.covered = visibleSince === undefined && !document.hidden;
    }, quietMilliseconds + 1);
  };
  const seen = (visible: boolean): void => {
    // Covered and still covered is nothing new: its clock runs on.
    if (!visible && covered !== undefined) return;
    changed();
    visibleSince = visible ? (visibleSince ?? changedAt) : undefined;
    card.covered = false;
    clearTimeout(covered);
    covered = undefined;
    // A tab in the background is told nothing; its clock does not run against the person either.
    if (!visible && !document.hidden) covered = setTimeout(() => resolve('unseen'), coveredMilliseconds);
  };
  const hidden = (): void => seen(false);

  card.texts = texts;
  card.consent = status.consent;
  card.account = status.account;
  card.ready = false;
  card.covered = false;
  card.onNotNow = () => resolve('not_now');
  card.onAllow = async (press) => {
    if (!mayAllow({ ...press, visibleSince, changedAt })) return;
    // Asked once more, of a browser that may be busy: what it said before was before the tap.
    await Promise.all([settled(), isSeenNow(card)]);
    if (mayAllow({ ...press, visibleSince, changedAt })) resolve('allow');
  };
  document.getElementById('root')?.append(card);
  await card.updateComplete;
  wantHeight(card.getBoundingClientRect().height);
  const resized = new ResizeObserver(() => {
    wantHeight(card.getBoundingClientRect().height);
    changed();
  });
  resized.observe(card);
  const unwatch = watchVisibility(card, seen);
  const leaveStage = takeStage(() => resolve('not_now'));
  addEventListener('resize', changed);
  document.addEventListener('visibilitychange', hidden);
  cancelled.addEventListener('abort', () => resolve('not_now'), { once: true });
  seen(false);

  try {
    return await promise;
  } finally {
    clearTimeout(covered);
    unwatch();
    leaveStage();
    resized.disconnect();
    removeEventListener('resize', changed);
    document.removeEventListener('visibilitychange', hidden);
    card.remove();
    wantHeight(0);
  }
}
