import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VibeError, type VibeErrorCode } from '../errors.ts';
import { createCaller } from './call.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that fails with these codes in turn, then succeeds. */
function failing(...codes: readonly VibeErrorCode[]) {
  let calls = 0;
  return async () => {
    const code = codes[calls++];
    if (code) throw new VibeError(code, code);
    return calls;
  };
}
const caller = (refresh: () => Promise<boolean> = async () => false, closed = new AbortController().signal) =>
  createCaller({ credentials: { refresh }, timeout: 1_000, closed });

describe('a call', () => {
  test('passes once the trouble has', async () => {
    const answer = caller()('safe', undefined, failing('network', 'unavailable'));
    await vi.runAllTimersAsync();
    expect(await answer).toBe(3);
  });

  test('gives up after four attempts, with the last error', async () => {
    const answer = caller()('safe', undefined, failing('network', 'network', 'network', 'timeout', 'forbidden'));
    const rejected = expect(answer).rejects.toMatchObject({ code: 'timeout' });
    await vi.runAllTimersAsync();
    await rejected;
  });

  test('tells that nobody pays any more, and that somebody does when a write goes through again', async () => {
    const budget = vi.fn();
    const closed = new AbortController().signal;
    const call = createCaller({ credentials: { refresh: async () => false, budget }, timeout: 1_000, closed });
    await expect(call('once', undefined, failing('budget_exhausted'))).rejects.toMatchObject({ code: 'budget_exhausted' });
    await expect(call('once', undefined, failing('budget_exhausted'))).rejects.toMatchObject({ code: 'budget_exhausted' });
    await call('safe', undefined, failing());
    expect(budget.mock.calls).toEqual([['exhausted']]);
    await call('once', undefined, failing());
    await call('once', undefined, failing());
    expect(budget.mock.calls).toEqual([['exhausted'], ['fine']]);
  });

  test('asks for another token once, also where nothing else is repeated', async () => {
    const refresh = vi.fn(async () => true);
    expect(await caller(refresh)('once', undefined, failing('token_expired'))).toBe(2);
    await expect(caller(refresh)('once', undefined, failing('token_expired', 'invalid_token'))).rejects.toMatchObject({
      code: 'invalid_token',
    });
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  test('says why there is no other token, and asks again where that may pass', async () => {
    const away = async () => Promise.reject(new VibeError('unavailable', 'the frame is away'));
    await expect(caller(away)('once', undefined, failing('token_expired'))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(caller()('once', undefined, failing('token_expired', 'token_expired'))).rejects.toMatchObject({ code: 'token_expired' });
    const back = vi.fn(async () => true).mockRejectedValueOnce(new VibeError('offline', 'no network'));
    const answer = caller(back)('once', undefined, failing('token_expired', 'token_expired'));
    await vi.runAllTimersAsync();
    expect(await answer).toBe(3);
  });

  test('ends at once when aborted, while waiting for the next attempt too', async () => {
    const abort = new AbortController();
    const answer = caller()('safe', abort.signal, failing('network', 'network'));
    const rejected = expect(answer).rejects.toMatchObject({ code: 'aborted' });
    await vi.advanceTimersByTimeAsync(10);
    abort.abort();
    await rejected;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('has its time', async () => {
    const answer = caller()('once', undefined, () => new Promise(() => undefined));
    const rejected = expect(answer).rejects.toMatchObject({ code: 'timeout', message: 'The server did not answer within 1 s' });
    await vi.runAllTimersAsync();
    await rejected;
  });

  test('does not begin when the client is closed', async () => {
    const work = vi.fn(async () => 1);
    await expect(caller(undefined, AbortSignal.abort())('safe', undefined, work)).rejects.toMatchObject({ code: 'aborted' });
    expect(work).not.toHaveBeenCalled();
  });
});
