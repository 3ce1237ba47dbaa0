import { type Config, ConfigError } from '../config.ts';
import { createApp } from '../http/app.ts';
import { bind } from '../http/bind.ts';
import { writeServerFact } from '../platform/server-state.ts';
import { keepDepartures } from '../rooms/account/index.ts';
import { startIndexWorker } from '../rooms/documents/index.ts';
import { keepOutbox } from '../rooms/identity/index.ts';
import { keepTellingApps } from '../rooms/oauth/index.ts';
import { defaultPort, openServices } from './open.ts';
import { untilStopped } from './run.ts';

/** `vibe serve`: one server process, for production. Several may run over one database. */
export async function serve(config: Config): Promise<void> {
  if (config.publicUrl === undefined) throw new ConfigError('PUBLIC_URL is needed: the https origin that browsers reach this server at.');
  if (config.databaseUrl === undefined)
    throw new ConfigError('DATABASE_URL is needed: a Postgres 15 or newer. (`npm start` brings its own.)');
  const server = await bind(config.host, config.port ?? defaultPort);
  const open = await openServices(config);
  const { services } = open;
  if (config.secretKey === undefined)
    services.log.warn(
      `VIBE_SECRET_KEY is not set: using the one kept in ${config.dataDir}. Other servers over this database need the same one.`,
    );
  await writeServerFact(services.database, 'public_url', services.publicUrl);
  server.serve(createApp(services, { trustedProxies: config.trustedProxies }));
  startIndexWorker(services);
  keepDepartures(services);
  keepOutbox(services);
  keepTellingApps(services);
  services.log.info({ port: server.port, publicUrl: services.publicUrl }, 'vibe serves');
  await untilStopped(open, () => server.close());
}
