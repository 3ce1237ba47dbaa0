import { z } from 'zod';
import { FrameError } from './frame-error.ts';
import type { ServerClock } from './server-clock.ts';

const patienceMilliseconds = 10_000;

/** `fetch`, as oauth4webapi calls it. */
export type Ask = (url: string, init?: Omit<RequestInit, 'body'> & { body?: BodyInit | null | undefined }) => Promise<Response>;

/** `fetch` to this frame's own server that says in our words why nothing came back. */
export function askWith(clock: ServerClock): Ask {
  return async (url, { body = null, ...init } = {}) => {
    try {
      const response = await fetch(url, { ...init, body, signal: AbortSignal.timeout(patienceMilliseconds) });
      clock.observe(response);
      return response;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') throw new FrameError('timeout', 'Vibe did not answer in time.');
      throw navigator.onLine
        ? new FrameError('unavailable', 'Vibe could not be reached.')
        : new FrameError('offline', 'There is no network.');
    }
  };
}

const problem = z.object({
  code: z.string(),
  title: z.string().default(''),
  detail: z.string().optional(),
  requestId: z.string().optional(),
});

/** The JSON of a good answer. @throws {FrameError} with the code of the problem document (RFC 9457) */
export async function readAnswer<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return schema.parse(body);
  const { data } = problem.safeParse(body);
  throw new FrameError(data?.code ?? 'unavailable', data?.detail ?? data?.title ?? `Vibe answered ${response.status}.`, data?.requestId);
}
