import pg from 'pg';
import type { Log } from './log.ts';

const RETRY_MS = 500;

export interface Listening {
  stop(): Promise<void>;
}

/**
 * A connection of its own that LISTENs, for as long as the process runs: what breaks is opened again. Calls back on each notification and, for what
 * was notified while nobody listened, after each connect. Notifications are hints: whoever listens polls as well.
 */
export function listen(config: pg.ClientConfig, channel: string, onNotify: () => void, log: Log): Listening {
  let current: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopped = false;

  const connect = async (): Promise<void> => {
    const client = new pg.Client({ ...config, keepAlive: true });
    let lost = false;
    const lose = (err?: Error) => {
      if (lost || stopped) return;
      lost = true;
      log.debug({ err }, 'notifications are not heard; polling goes on');
      again = setTimeout(() => void connect(), RETRY_MS);
    };
    client.on('notification', onNotify);
    client.on('error', lose);
    client.on('end', () => lose());
    current = client;
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      onNotify();
    } catch (error) {
      lose(error as Error);
      await client.end().catch(() => {});
    }
  };

  void connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(again);
      await current?.end().catch(() => {});
    },
  };
}
