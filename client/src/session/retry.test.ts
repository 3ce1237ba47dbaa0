import { expect, test, vi } from 'vitest';
import { SessionError } from './errors.ts';
import { withBackoff } from './retry.ts';

test('what a network spoils is tried again, as often as there are delays', async () => {
  const work = vi.fn(async () => Promise.reject(new SessionError('offline')));
  await expect(withBackoff(work, [1, 1])).rejects.toMatchObject({ code: 'offline' });
  expect(work).toHaveBeenCalledTimes(3);
});
test('the answer of a later try is the answer', async () => {
  let tries = 0;
  const work = async () => {
    tries += 1;
    if (tries < 3) throw new SessionError('unavailable');
    return 'token';
  };
  expect(await withBackoff(work, [1, 1, 1])).toBe('token');
});
test('a no is a no: it is not asked again', async () => {
  const work = vi.fn(async () => Promise.reject(new SessionError('not_signed_in')));
  await expect(withBackoff(work, [1, 1])).rejects.toMatchObject({ code: 'not_signed_in' });
  expect(work).toHaveBeenCalledTimes(1);
});
