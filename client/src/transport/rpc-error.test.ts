import { TRPCClientError } from '@trpc/client';
import { describe, expect, test } from 'vitest';
import { SessionError } from '../session/errors.ts';
import { fromResponse, toVibeError } from './rpc-error.ts';

describe('every failure is a VibeError', () => {
  test("with the server's code, hint, issues and request id", () => {
    const vibe = { code: 'schema_violation', hint: 'Shorten it.', issues: [{ path: '/text', message: 'too long' }], requestId: 'r1' };
    const thrown = TRPCClientError.from({ error: { code: -32600, message: 'No', data: { code: 'BAD_REQUEST', httpStatus: 422, vibe } } });
    expect(toVibeError(thrown)).toMatchObject({ name: 'VibeError', ...vibe, message: 'No', status: 422 });
  });

  test('from a problem document of the server’s edge', () => {
    const response = new Response(null, { status: 429, headers: { 'retry-after': '7', 'vibe-request-id': 'r2' } });
    const problem = { type: 'about:blank', title: 'Too fast', status: 429, code: 'rate_limited', requestId: 'r2' };
    expect(fromResponse(response, problem)).toMatchObject({
      code: 'rate_limited',
      message: 'Too fast',
      retryAfterSeconds: 7,
      requestId: 'r2',
      status: 429,
    });
  });

  test.each([
    [502, 'unavailable'],
    [413, 'too_large'],
    [418, 'internal'],
  ])("from a proxy's page with status %i: %s", (status, code) => {
    const thrown = TRPCClientError.from(new SyntaxError('Unexpected token <'), { meta: { response: new Response('<html>', { status }) } });
    expect(toVibeError(thrown)).toMatchObject({ code, status });
  });

  test('when there was no answer', () => {
    expect(toVibeError(TRPCClientError.from(new TypeError('Failed to fetch')))).toMatchObject({
      code: 'network',
      cause: expect.any(TypeError),
    });
    expect(toVibeError(new DOMException('', 'AbortError')).code).toBe('aborted');
    expect(toVibeError(new DOMException('', 'TimeoutError')).code).toBe('timeout');
  });

  test('when the sign-in failed on the way, whichever script made the session', () => {
    expect(toVibeError(TRPCClientError.from(new SessionError('offline', { requestId: 'r3' })))).toMatchObject({
      code: 'offline',
      requestId: 'r3',
    });
    const foreign = Object.assign(new Error('closed'), { name: 'SessionError', code: 'cancelled' });
    expect(toVibeError(foreign)).toMatchObject({ name: 'VibeError', code: 'cancelled' });
  });
});
