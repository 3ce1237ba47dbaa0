import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createApp } from '../http/app.ts';
import { type BoundServer, bind } from '../http/bind.ts';
import { openLog } from '../platform/log.ts';
import { readServerFact, writeServerFact } from '../platform/server-state.ts';
import { keepDepartures } from '../rooms/account/index.ts';
import { pushApp } from '../rooms/apps/index.ts';
import { startIndexWorker } from '../rooms/documents/index.ts';
import { createSignInLink, keepOutbox } from '../rooms/identity/index.ts';
import { keepTellingApps } from '../rooms/oauth/index.ts';
import { exampleSite } from './example-site.ts';
import { readManifestFile } from './manifest-file.ts';
import { defaultPort, openPostgres, openServices } from './open.ts';
import { untilStopped } from './run.ts';
import { demoPeople, seed } from './seed.ts';

const examples = join(import.meta.dirname, '../../../examples');

export interface DevOptions {
  /** Demo accounts and posts, and a link for each account. */
  readonly seed: boolean;
}

/** `vibe dev`: an embedded Postgres, the server, the example app on its own origin, two demo people. What `npm start` runs. */
export async function dev(config: Config, options: DevOptions): Promise<void> {
  const began = performance.now();
  const log = openLog(config.logLevel ?? 'warn');
  const postgres = await openPostgres(config, log);
  // The port that this database was last served at comes first: it stands in its DIDs.
  const server = await openServices(config, { postgres, log }).then(async (first) => {
    const last = await readServerFact(first.services.database, 'public_url');
    await first.services.lifetime.close();
    await first.services.database.close();
    return config.port === undefined ? bindNear(config.host, portOf(last) ?? defaultPort) : bind(config.host, config.port);
  });
  const open = await openServices(config, { postgres, log, publicUrl: config.publicUrl ?? `http://localhost:${server.port}` });
  const { services } = open;
  await writeServerFact(services.database, 'public_url', services.publicUrl);
  server.serve(createApp(services, { trustedProxies: config.trustedProxies }));
  startIndexWorker(services);

  keepDepartures(services);
  keepOutbox(services);
  keepTellingApps(services);
  const feeds = await bindNear(config.host, server.port + 1);
  const feedsUrl = `http://feeds.localhost:${feeds.port}`;
  feeds.serve(exampleSite(join(examples, 'feeds/dist'), services.publicUrl));
  await pushApp(services, await readManifestFile(join(examples, 'feeds/vibe.config.ts'), { origin: feedsUrl }));
  if (options.seed) await seed(services);

  const lines = [
    `Vibe is ready (${Math.round(performance.now() - began)} ms)`,
    '',
    `  Feeds, the example app   ${feedsUrl}`,
    `  Vibe                     ${services.publicUrl}`,
  ];
  if (options.seed) {
    lines.push('', 'Sign in as, each in a browser of its own (the link works once):');
    for (const { handle, name } of demoPeople) {
      const { url } = await createSignInLink(services, { handle, continueTo: `${feedsUrl}/`, lifetimeMinutes: 24 * 60 });
      lines.push(`  ${name.padEnd(14)} ${url}`);
    }
  }
  lines.push('', 'Ctrl+C stops it. `npm run vibe -- --help` shows what else there is.', '');
  process.stdout.write(lines.join('\n'));
  if (!existsSync(join(examples, 'feeds/dist/index.html'))) log.warn('Feeds is not built yet: npm run build');
  await untilStopped(open, async () => void (await Promise.all([server.close(), feeds.close()])));
}

const portOf = (url: string | undefined): number | undefined => (url === undefined ? undefined : Number(new URL(url).port) || undefined);

/** The port, or the next free one of the twenty after it. */
async function bindNear(host: string, port: number): Promise<BoundServer> {
  for (let next = port; next < port + 20; next++) {
    const bound = await bind(host, next).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      return undefined;
    });
    if (bound) return bound;
  }
  return bind(host, 0);
}
