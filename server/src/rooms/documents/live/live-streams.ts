import { limits, VibeError } from '@vibe/shared';
import type { Context, Services } from '../../../platform/context.ts';
import { perProcess } from '../../../platform/lifetime.ts';
import { onGrantEnded } from '../../oauth/index.ts';
import { onPrincipalsChange, samePrincipals } from './live-principals.ts';

const LONGEST_MS = 10 * 60_000;
const CHECK_MS = 3_000;

export interface Rights {
  /** Asked every moment, and when the reader's memberships change; throws when the asker may no longer listen. */
  check(): Promise<void>;
  /** What the reader is to ACLs, as of the last check. */
  principals(): readonly string[];
  /** When the first certificate of it expires, which nobody tells. */
  until(): Date | undefined;
}

export interface Stream extends Disposable {
  /** Aborted when the client left, the process stops, ten minutes are over, or the asker's rights are. */
  readonly signal: AbortSignal;
  /** Throws what ended the stream, if it was an error. */
  rethrow(): void;
}

const openStreams = perProcess((_: Services) => new Map<string, number>());

/** @throws {VibeError} rate_limited when the asker has too many streams open in this process. Visitors count by address. */
export function openStream(ctx: Context, closed: AbortSignal, rights: Rights): Stream {
  const release = take(openStreams(ctx), ctx.asker.kind === 'visitor' ? ctx.ip : ctx.asker.did);
  const controller = new AbortController();
  const end = () => controller.abort();
  let failure: unknown;
  // A little less for each, at random, so that they do not all come back at once.
  const longest = setTimeout(end, LONGEST_MS * (0.8 + 0.2 * (ctx.clock.randomInt(16) / 65_536)));
  const watch = watchRights(ctx, rights, (error) => {
    failure = error;
    end();
  });
  const causes = [closed, ctx.lifetime.signal];
  for (const cause of causes) {
    if (cause.aborted) end();
    cause.addEventListener('abort', end, { once: true });
  }
  return {
    signal: controller.signal,
    rethrow() {
      if (failure !== undefined) throw failure;
    },
    [Symbol.dispose]() {
      clearTimeout(longest);
      watch.stop();
      for (const cause of causes) cause.removeEventListener('abort', end);
      release();
    },
  };
}

function watchRights(ctx: Context, rights: Rights, over: (error: VibeError) => void): { stop(): void } {
  let stopped = false;
  let known: readonly string[] = [];
  let forget = (): void => {};
  let expiry: NodeJS.Timeout | undefined;
  const checking = setInterval(() => void check(), CHECK_MS);
  // What is withdrawn ends what is open at once; the look every moment is for when the notice is lost.
  const ignore = ctx.asker.kind === 'app' ? onGrantEnded(ctx, ctx.asker.grantId, () => void check()) : () => {};
  listen();

  function listen(): void {
    const now = rights.principals();
    if (!samePrincipals(now, known)) {
      forget();
      known = now;
      forget = onPrincipalsChange(ctx, known, () => void check());
    }
    const left = (rights.until()?.getTime() ?? Number.POSITIVE_INFINITY) - ctx.clock.now().getTime();
    clearTimeout(expiry);
    if (left < CHECK_MS) expiry = setTimeout(() => void check(), Math.max(left, 0) + 1);
  }

  async function check(): Promise<void> {
    try {
      await rights.check();
      if (!stopped) listen();
    } catch (error) {
      // A database that is away for a moment takes nobody's rights.
      if (!stopped && error instanceof VibeError && error.code !== 'unavailable' && error.code !== 'internal') over(error);
    }
  }
  return {
    stop() {
      stopped = true;
      clearInterval(checking);
      clearTimeout(expiry);
      ignore();
      forget();
    },
  };
}

function take(open: Map<string, number>, who: string): () => void {
  const count = open.get(who) ?? 0;
  if (count >= limits.liveStreamsPerPrincipal) {
    throw new VibeError('rate_limited', `There are ${count} live streams open already`, {
      hint: 'Close some, or share one.',
      retryAfterSeconds: 10,
    });
  }
  open.set(who, count + 1);
  return () => {
    const left = (open.get(who) ?? 1) - 1;
    if (left === 0) open.delete(who);
    else open.set(who, left);
  };
}
