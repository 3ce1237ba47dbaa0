import type { LiveEvent } from '@vibe/shared';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { VibeError } from '../errors.ts';
import type { StreamInput } from '../transport/document-inputs.ts';
import type { StreamObserver } from '../transport/event-streams.ts';
import { SharedStream } from './shared-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server whose streams the test holds in its hand. */
function world() {
  const opened: { readonly input: StreamInput; readonly observer: StreamObserver<LiveEvent>; closed: boolean }[] = [];
  const deserted = vi.fn();
  const api = {
    stream(input: StreamInput, observer: StreamObserver<LiveEvent>) {
      const each = { input, observer, closed: false };
      opened.push(each);
      return () => {
        each.closed = true;
      };
    },
  };
  const stream = new SharedStream(api, { refresh: async () => false }, { collection: 'a/b', scope: 'public' }, deserted);
  return { stream, opened, deserted };
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

test('a stream is opened once for all, and who joins late is told that it stands', async () => {
  const { stream, opened } = world();
  const [one, two] = [member(), member()];
  stream.join(one);
  opened[0]?.observer.opened();
  opened[0]?.observer.event({ type: 'ready' }, 'p1');
  stream.join(two);
  await vi.advanceTimersByTimeAsync(0);
  expect(opened).toHaveLength(1);
  expect([one.told, two.told]).toEqual([
    ['connected', 'ready'],
    ['ready', 'connected'],
  ]);
});

test('it lingers a moment after the last one left, then closes', async () => {
  const { stream, opened, deserted } = world();
  const leave = stream.join(member());
  opened[0]?.observer.event({ type: 'resync' }, 'p1');
  leave();
  await vi.advanceTimersByTimeAsync(100);
  const leaveAgain = stream.join(member());
  await vi.advanceTimersByTimeAsync(1_000);
  expect(opened[0]?.closed).toBe(false);
  leaveAgain();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([opened[0]?.closed, deserted.mock.calls.length, vi.getTimerCount()]).toEqual([true, 1, 0]);
});
