import type { Profile } from '@vibe/shared';
import { ConsentCard, type Said } from './consent-card.ts';
import type { FrameStatus } from './frame-routes.ts';
import { mayAllow, quietMilliseconds } from './one-tap.policy.ts';
import { provesVisibility, watchVisibility } from './visibility.ts';

/** `unseen`: the browser could not vouch for it, so that the answer has to be given on a page of Vibe's own. */
export type Decision = 'allow' | 'not_now' | 'unseen';

/** How long the consent may stay covered before the person is sent to a window instead. */
const coveredMilliseconds = 1500;

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
  const card = new ConsentCard();
  let visibleSince: number | undefined;
  let changedAt = performance.now();
  let covered: ReturnType<typeof setTimeout> | undefined;

  const judge = (isTrusted: boolean) => mayAllow({ isTrusted, at: performance.now(), visibleSince, changedAt });
  const changed = (visible: boolean): void => {
    // Covered and still covered is nothing new: its clock runs on.
    if (!visible && covered !== undefined) return;
    changedAt = performance.now();
    visibleSince = visible ? (visibleSince ?? changedAt) : undefined;
    card.ready = false;
    card.covered = false;
    clearTimeout(covered);
    covered = undefined;
    // A tab in the background is told nothing; its clock does not run against the person either.
    if (!visible && !document.hidden) covered = setTimeout(() => resolve('unseen'), coveredMilliseconds);
    setTimeout(() => {
      card.ready = judge(true);
      card.covered = visibleSince === undefined && !document.hidden;
    }, quietMilliseconds + 1);
  };
  const onVisibilityChange = () => changed(false);

  card.consent = status.consent;
  card.account = status.account;
  card.ready = false;
  card.covered = false;
  card.onSaid = ({ what, isTrusted }: Said) => {
    if (what === 'not_now') resolve('not_now');
    else if (judge(isTrusted)) resolve('allow');
  };
  document.getElementById('root')?.append(card);
  await card.updateComplete;
  wantHeight(card.getBoundingClientRect().height);
  const resized = new ResizeObserver(() => wantHeight(card.getBoundingClientRect().height));
  resized.observe(card);
  const unwatch = watchVisibility(card, changed);
  document.addEventListener('visibilitychange', onVisibilityChange);
  cancelled.addEventListener('abort', () => resolve('not_now'), { once: true });
  changed(false);

  try {
    return await promise;
  } finally {
    clearTimeout(covered);
    unwatch();
    resized.disconnect();
    document.removeEventListener('visibilitychange', onVisibilityChange);
    card.remove();
    wantHeight(0);
  }
}
