import { describe, expect, test } from 'vitest';
import { VibeError, type VibeErrorCode } from '../errors.ts';
import { backoffDelay, mayReconnect, mostAttempts, retryDelay } from './retry.ts';

const error = (code: VibeErrorCode, details: ConstructorParameters<typeof VibeError>[2] = {}) => new VibeError(code, code, details);
const refusedConnection = new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) });
const cutConnection = new TypeError('fetch failed', { cause: Object.assign(new Error('read'), { code: 'ECONNRESET' }) });

describe('a call is sent again', () => {
  test.each(['network', 'timeout', 'unavailable', 'offline'] as const)('after %s, when twice does no harm', (code) => {
    expect(retryDelay(error(code), 'safe', 1, 0)).toBeGreaterThan(0);
  });

  test.each(['network', 'timeout', 'unavailable'] as const)('not after %s, when the first may have been carried out', (code) => {
    expect(retryDelay(error(code), 'once', 1, 0)).toBeUndefined();
  });

  test('when it is known that it never left', () => {
    expect(retryDelay(error('network', { cause: refusedConnection }), 'once', 1, 0)).toBeGreaterThan(0);
    expect(retryDelay(error('network', { cause: cutConnection }), 'once', 1, 0)).toBeUndefined();
    expect(retryDelay(error('offline'), 'once', 1, 0)).toBeGreaterThan(0);
  });

  test('when the server turned it away before doing anything', () => {
    expect(retryDelay(error('rate_limited'), 'once', 1, 0)).toBeGreaterThan(0);
  });

  test.each(['schema_violation', 'revision_conflict', 'forbidden', 'internal', 'aborted', 'invalid_token'] as const)(
    'never after %s',
    (code) => {
      expect(retryDelay(error(code), 'safe', 1, 0)).toBeUndefined();
    },
  );

  test('not for ever', () => {
    expect(retryDelay(error('network'), 'safe', mostAttempts - 1, 0)).toBeDefined();
    expect(retryDelay(error('network'), 'safe', mostAttempts, 0)).toBeUndefined();
  });

  test('no sooner than the server asks, and not at all when it asks for more than half a minute', () => {
    expect(retryDelay(error('rate_limited', { retryAfterSeconds: 5 }), 'once', 1, 0)).toBe(5_000);
    expect(retryDelay(error('rate_limited', { retryAfterSeconds: 5 }), 'once', 1, 0.999)).toBeGreaterThan(6_000);
    expect(retryDelay(error('unavailable', { retryAfterSeconds: 31 }), 'safe', 1, 0)).toBeUndefined();
  });
});

test('the wait doubles up to a bound, half of it by chance', () => {
  expect([1, 2, 3, 4].map((attempt) => backoffDelay(attempt, 0, 300, 1_000))).toEqual([150, 300, 500, 500]);
  expect([1, 2, 3, 4].map((attempt) => backoffDelay(attempt, 1, 300, 1_000))).toEqual([300, 600, 1_000, 1_000]);
});

test('a stream waits for what passes by itself, and for nothing else', () => {
  for (const code of ['network', 'timeout', 'unavailable', 'rate_limited', 'internal'] as const)
    expect(mayReconnect(error(code))).toBe(true);
  for (const code of ['forbidden', 'unknown_collection', 'not_signed_in', 'bad_request'] as const)
    expect(mayReconnect(error(code))).toBe(false);
});
