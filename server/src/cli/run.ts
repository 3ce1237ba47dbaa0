import { type Config, readConfig } from '../config.ts';
import type { Services } from '../platform/context.ts';
import { openLog } from '../platform/log.ts';
import { forgetTheStart } from '../platform/memory.ts';
import { type OpenServices, openServices } from './open.ts';

/** A verb that does one thing and ends: quiet logs, services opened before and closed after, also when it fails. */
export async function withServices<Value>(work: (services: Services, config: Config) => Promise<Value>): Promise<Value> {
  const config = readConfig();
  const open = await openServices(config, { log: openLog(config.logLevel ?? 'warn', process.stderr) });
  try {
    return await work(open.services, config);
  } finally {
    await open.close();
  }
}

/** Serves until SIGINT or SIGTERM; then stops taking requests, ends streams, lets running requests finish, and closes what is open. */
export function untilStopped(open: OpenServices, closeServers: () => Promise<void>): Promise<void> {
  const { log } = open.services;
  // A request whose promise nobody awaited must not end the process for all others.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise was rejected and nobody listened'));
  setTimeout(forgetTheStart, 1_000).unref();
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (signal: NodeJS.Signals) => {
      if (stopping) process.exit(1);
      stopping = true;
      log.info({ signal }, 'stopping');
      void open.close(closeServers()).then(resolve);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
