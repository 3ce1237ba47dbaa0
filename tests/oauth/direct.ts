import type { Did } from '@vibe/shared';
import type { Services } from '../../server/src/platform/context.ts';
import { startSession } from '../../server/src/rooms/identity/index.ts';

/** Signs somebody in without HTTP. @returns the cookies that the browser would have */
export async function signInDirectly(services: Services, did: Did): Promise<Record<string, string>> {
  const cookies: Record<string, string> = {};
  const setHeader = (_name: string, line: string) => {
    const [pair = ''] = line.split(';');
    cookies[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
  };
  const request = { requestId: 'test', signal: undefined, userAgent: '', ip: '127.0.0.1', cookies: {} };
  await startSession({ ...services, ...request, asker: { kind: 'visitor' }, setHeader }, did);
  return cookies;
}
