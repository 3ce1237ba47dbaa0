import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VibeError } from '../errors.ts';
import type { StreamObserver } from '../transport/event-streams.ts';
import { SteadyStream } from './steady-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server whose streams the test holds in its hand. */
function world(refresh: () => Promise<boolean> = async () => false) {
  const opened: { readonly lastEventId: string | undefined; readonly observer: StreamObserver<string>; closed: boolean }[] = [];
  const told: string[] = [];
  const stream = new SteadyStream<string>(
    (lastEventId, observer) => {
      const each = { lastEventId, observer, closed: false };
      opened.push(each);
      return () => {
        each.closed = true;
      };
    },
    { refresh },
    {
      connected: (is) => void told.push(is ? 'connected' : 'broken'),
      event: (event) => void told.push(event),
      failed: (error, over) => void told.push(`${over ? 'over' : 'failed'}: ${error.code}`),
    },
  );
  const last = () => {
    const newest = opened.at(-1);
    if (!newest) throw new Error('no stream was opened');
    return newest;
  };
  return { stream, opened, last, told };
}

describe('a stream', () => {
  test('is opened again where it broke off, sooner at first, later after many failures', async () => {
    const { stream, opened, last, told } = world();
    stream.open();
    last().observer.opened();
    last().observer.event('ready', 'p1');
    last().observer.ended(new VibeError('network', 'cut'));
    expect(told.slice(-2)).toEqual(['broken', 'failed: network']);
    await vi.advanceTimersByTimeAsync(250);
    expect(last().lastEventId).toBe('p1');
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
    stream.open();
    for (let at = 0; at < 6; at += 1) {
      last().observer.opened();
      last().observer.ended(new VibeError('internal', 'broken there'));
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(opened.length).toBeLessThan(5);
  });

  test('waits as long as the server asks', async () => {
    const { stream, opened, last } = world();
    stream.open();
    last().observer.ended(new VibeError('rate_limited', 'slow down', { retryAfterSeconds: 20 }));
    await vi.advanceTimersByTimeAsync(19_900);
    expect(opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(opened).toHaveLength(2);
  });

  test('goes on without a word when the server ends it in order', async () => {
    const { stream, last, told } = world();
    stream.open();
    last().observer.opened();
    last().observer.event('ready', 'p1');
    last().observer.ended(undefined);
    await vi.advanceTimersByTimeAsync(300);
    last().observer.opened();
    expect(told).toEqual(['connected', 'ready', 'broken', 'connected']);
  });

  test('begins anew when the place to resume from is unknown there', async () => {
    const { stream, last } = world();
    stream.open();
    last().observer.event('ready', 'p1');
    last().observer.ended(new VibeError('bad_cursor', 'another database'));
    await vi.advanceTimersByTimeAsync(300);
    expect(last().lastEventId).toBeUndefined();
  });

  test('gets a fresh token once, and then gives up', async () => {
    const refresh = vi.fn(async () => true);
    const { stream, opened, last, told } = world(refresh);
    stream.open();
    last().observer.ended(new VibeError('token_expired', 'old'));
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveLength(2);
    last().observer.opened();
    last().observer.ended(new VibeError('invalid_token', 'no'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(opened).toHaveLength(2);
    expect(told.at(-1)).toBe('over: invalid_token');
  });

  test('asks for a token again when it could not be asked for', async () => {
    const answers = [Promise.reject(new VibeError('offline', 'no network')), Promise.resolve(true)];
    const { stream, opened, last, told } = world(() => answers.shift() ?? Promise.resolve(false));
    stream.open();
    last().observer.ended(new VibeError('token_expired', 'old'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual(['failed: offline']);
    expect(opened).toHaveLength(2);
    last().observer.ended(new VibeError('token_expired', 'old'));
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveLength(3);
  });

  test('is over when the server will not have it; opening tries again', async () => {
    const { stream, opened, last, told } = world();
    stream.open();
    last().observer.ended(new VibeError('unknown_collection', 'no such'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(1);
    expect(told).toEqual(['over: unknown_collection']);
    stream.open();
    expect(opened).toHaveLength(2);
  });

  test('does not come back after it was ended while waiting', async () => {
    const { stream, opened, last } = world();
    stream.open();
    last().observer.ended(new VibeError('network', 'cut'));
    stream.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(1);
  });
});
