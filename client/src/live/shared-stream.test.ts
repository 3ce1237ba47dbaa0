import type { LiveEvent } from '@vibe/shared';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VibeError } from '../errors.ts';
import type { StreamInput, StreamObserver } from '../transport/documents-api.ts';
import { SharedStream } from './shared-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server whose streams the test holds in its hand. */
function world(refresh: () => Promise<boolean> = async () => false) {
  const opened: { readonly input: StreamInput; readonly observer: StreamObserver; closed: boolean }[] = [];
  const deserted = vi.fn();
  const api = {
    stream(input: StreamInput, observer: StreamObserver) {
      const each = { input, observer, closed: false };
      opened.push(each);
      return () => {
        each.closed = true;
      };
    },
  };
  const stream = new SharedStream(api, { refresh }, { collection: 'a/b', scope: 'public' }, deserted);
  const last = () => {
    const newest = opened.at(-1);
    if (!newest) throw new Error('no stream was opened');
    return newest;
  };
  return { stream, opened, last, deserted };
}

function member() {
  const told: string[] = [];
  return {
    told,
    connected: (is: boolean) => void told.push(is ? 'connected' : 'broken'),
    event: (event: LiveEvent) => void told.push(event.type),
    failed: (error: VibeError, over: boolean) => void told.push(`${over ? 'over' : 'failed'}: ${error.code}`),
  };
}
const resync: LiveEvent = { type: 'resync' };

describe('a stream', () => {
  test('is opened once for all, and who joins late is told that it stands', async () => {
    const { stream, opened, last } = world();
    const [one, two] = [member(), member()];
    stream.join(one);
    last().observer.opened();
    last().observer.event({ type: 'ready' }, 'p1');
    stream.join(two);
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveLength(1);
    expect(one.told).toEqual(['connected', 'ready']);
    expect(two.told).toEqual(['ready', 'connected']);
  });

  test('is opened again where it broke off, sooner at first, later after many failures', async () => {
    const { stream, opened, last } = world();
    const one = member();
    stream.join(one);
    last().observer.opened();
    last().observer.event({ type: 'ready' }, 'p1');
    last().observer.ended(new VibeError('network', 'cut'));
    expect(one.told.slice(-2)).toEqual(['broken', 'failed: network']);
    await vi.advanceTimersByTimeAsync(250);
    expect(last().input).toMatchObject({ lastEventId: 'p1' });
    const waits: number[] = [];
    for (let at = 0; at < 8; at += 1) {
      const before = opened.length;
      const failedAt = Date.now();
      last().observer.ended(new VibeError('network', 'still away'));
      while (opened.length === before) await vi.advanceTimersByTimeAsync(50);
      waits.push(Date.now() - failedAt);
    }
    expect(waits[0]).toBeLessThanOrEqual(550);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(15_000);
  });

  test('that is opened only to be refused does not come back in a tight circle', async () => {
    const { stream, opened, last } = world();
    stream.join(member());
    for (let at = 0; at < 6; at += 1) {
      last().observer.opened();
      last().observer.ended(new VibeError('internal', 'broken there'));
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(opened.length).toBeLessThan(5);
  });

  test('waits as long as the server asks', async () => {
    const { stream, opened, last } = world();
    stream.join(member());
    last().observer.ended(new VibeError('rate_limited', 'slow down', { retryAfterSeconds: 20 }));
    await vi.advanceTimersByTimeAsync(19_900);
    expect(opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(opened).toHaveLength(2);
  });

  test('goes on without a word when the server ends it in order', async () => {
    const { stream, last } = world();
    const one = member();
    stream.join(one);
    last().observer.opened();
    last().observer.event({ type: 'ready' }, 'p1');
    last().observer.ended(undefined);
    await vi.advanceTimersByTimeAsync(300);
    last().observer.opened();
    expect(one.told).toEqual(['connected', 'ready', 'broken', 'connected']);
  });

  test('begins anew when the place to resume from is unknown there', async () => {
    const { stream, last } = world();
    const one = member();
    stream.join(one);
    last().observer.event({ type: 'ready' }, 'p1');
    last().observer.ended(new VibeError('bad_cursor', 'another database'));
    await vi.advanceTimersByTimeAsync(300);
    expect(last().input.lastEventId).toBeUndefined();
  });

  test('gets a fresh token once, and then gives up', async () => {
    const refresh = vi.fn(async () => true);
    const { stream, opened, last } = world(refresh);
    const one = member();
    stream.join(one);
    last().observer.ended(new VibeError('token_expired', 'old'));
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveLength(2);
    last().observer.opened();
    last().observer.ended(new VibeError('invalid_token', 'no'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(opened).toHaveLength(2);
    expect(one.told.at(-1)).toBe('over: invalid_token');
  });

  test('asks for a token again when it could not be asked for', async () => {
    const answers = [Promise.reject(new VibeError('offline', 'no network')), Promise.resolve(true)];
    const { stream, opened, last } = world(() => answers.shift() ?? Promise.resolve(false));
    const one = member();
    stream.join(one);
    last().observer.ended(new VibeError('token_expired', 'old'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(one.told).toEqual(['failed: offline']);
    expect(opened).toHaveLength(2);
    last().observer.ended(new VibeError('token_expired', 'old'));
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveLength(3);
  });

  test('is over when the server will not have it; joining tries again', async () => {
    const { stream, opened, last } = world();
    const one = member();
    stream.join(one);
    last().observer.ended(new VibeError('unknown_collection', 'no such'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(1);
    expect(one.told).toEqual(['over: unknown_collection']);
    stream.join(member());
    expect(opened).toHaveLength(2);
  });

  test('lingers a moment after the last one left, then closes', async () => {
    const { stream, last, deserted } = world();
    const leave = stream.join(member());
    last().observer.event(resync, 'p1');
    leave();
    await vi.advanceTimersByTimeAsync(100);
    const leaveAgain = stream.join(member());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(last().closed).toBe(false);
    leaveAgain();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(last().closed).toBe(true);
    expect(deserted).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not come back after it was ended while waiting', async () => {
    const { stream, opened, last } = world();
    stream.join(member());
    last().observer.ended(new VibeError('network', 'cut'));
    stream.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(1);
  });
});
