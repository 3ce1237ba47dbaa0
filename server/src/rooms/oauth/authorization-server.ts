import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { alignEngineSession } from './engine-session.ts';
import { type KeySet, rotatedKeys } from './keys.ts';
import { keySchedule } from './oauth.limits.ts';
import { createProvider } from './provider.ts';
import { startReaper } from './reaper.ts';

/** The engine is made for one set of keys, and made anew when they change. */
interface Engine {
  readonly keys: KeySet;
  readonly provider: Provider;
  readonly callback: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
}

export interface AuthorizationServer {
  engine(): Promise<Engine>;
  /** Looks at the keys now; the timer does so each minute. */
  lookAtKeys(): Promise<Engine>;
  /** Answers one request to the engine's own endpoints. */
  callback(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

export const authorizationServer: (services: Services) => AuthorizationServer = perProcess((services: Services): AuthorizationServer => {
  let current: Promise<Engine> | undefined;

  const look = async (before: Engine | undefined): Promise<Engine> => {
    const keys = await rotatedKeys(services);
    if (before && before.keys.version === keys.version) return before;
    const provider = createProvider(services, keys);
    return { keys, provider, callback: provider.callback() as Engine['callback'] };
  };
  const lookAtKeys = async (): Promise<Engine> => {
    const before = await current?.catch(() => undefined);
    const engine = await look(before);
    current = Promise.resolve(engine);
    return engine;
  };
  const engine = (): Promise<Engine> => {
    current ??= look(undefined).catch((error: unknown) => {
      current = undefined; // the database was away; the next request tries again
      throw error;
    });
    return current;
  };

  const timer = setInterval(
    () => void lookAtKeys().catch((error: unknown) => services.log.warn({ err: error }, 'cannot look at the signing keys')),
    keySchedule.lookEvery * 1_000,
  ).unref();
  services.lifetime.onClose(() => clearInterval(timer));
  startReaper(services);

  return {
    engine,
    lookAtKeys,
    async callback(req, res) {
      addressed(services.publicUrl, req);
      const { provider, callback } = await engine();
      if (isAuthorization(req)) await alignEngineSession(services, provider, req, res);
      await callback(req, res);
    },
  };
});

/** The engine writes its own addresses after the request's Host, which is anybody's to choose; here they are what the operator said they are. */
function addressed(publicUrl: string, { headers }: IncomingMessage): void {
  const { host, protocol } = new URL(publicUrl);
  headers.host = host;
  headers['x-forwarded-proto'] = protocol.slice(0, -1);
  delete headers['x-forwarded-host'];
}

/** A new authorization, not the continuation of one. */
const isAuthorization = (req: IncomingMessage): boolean => /^\/oauth\/authorize(?:\?|$)/.test(req.url ?? '');
