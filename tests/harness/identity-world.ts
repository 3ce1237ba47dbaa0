import type { Did } from '@vibe/shared';
import { systemClock } from '../../server/src/platform/clock.ts';
import type { Context, Services } from '../../server/src/platform/context.ts';
import { openDatabase } from '../../server/src/platform/database.ts';
import { createLifetime } from '../../server/src/platform/lifetime.ts';
import { openLog } from '../../server/src/platform/log.ts';
import { createSealer } from '../../server/src/platform/sealer.ts';
import { findSession, identityProcedures } from '../../server/src/rooms/identity/index.ts';
import { router } from '../../server/src/trpc/init.ts';
import { testDatabase } from './postgres.ts';

/** A Postgres of its own, one or more server processes on it, and a clock that the test moves. */
export interface World extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly services: Services;
  /** Another server process on the same database. */
  anotherProcess(): Services;
  /** Seconds. */
  advance(seconds: number): void;
}

export async function identityWorld(publicUrl = 'http://localhost:3000'): Promise<World> {
  const testDb = await testDatabase();
  const log = openLog('silent');
  const closers: (() => Promise<void>)[] = [];
  // Begins in the past, so that it can be moved on: no DID log may begin in the future.
  let ahead = -60 * 24 * 60 * 60;
  const clock = { ...systemClock, now: () => new Date(Date.now() + ahead * 1000) };
  const process = (): Services => {
    const database = openDatabase({ url: testDb.url, log, connections: 1 });
    const lifetime = createLifetime();
    closers.push(async () => {
      await lifetime.close();
      await database.close();
    });
    return { database, lifetime, log, clock, sealer: createSealer(Buffer.alloc(32, 7)), publicUrl };
  };
  return {
    databaseUrl: testDb.url,
    services: process(),
    anotherProcess: process,
    advance: (seconds) => {
      ahead += seconds;
    },
    async [Symbol.asyncDispose]() {
      for (const close of closers) await close();
      await testDb[Symbol.asyncDispose]();
    },
  };
}

const identity = router(identityProcedures);
export type Caller = ReturnType<typeof identity.createCaller>;

export interface Browser {
  /** The cookies it holds; a test may look into them, or plant some. */
  readonly cookies: Record<string, string>;
  /** Attributes of the cookies that were set last, by name. */
  readonly attributes: Record<string, string>;
  context(): Promise<Context>;
  /** As a page of Vibe's calls, with the cookies of now. */
  call(): Promise<Caller>;
}

let nextHost = 1;

/** Keeps cookies as a browser does, and comes from an address of its own. */
export function browser(services: Services, from: { userAgent?: string; ip?: string } = {}): Browser {
  const cookies: Record<string, string> = {};
  const attributes: Record<string, string> = {};
  const ip = from.ip ?? `203.0.${Math.floor(nextHost / 200)}.${(nextHost++ % 200) + 1}`;
  const keep = (header: string): void => {
    const [, name = '', value = '', rest = ''] = /^([^=]+)=([^;]*);\s*(.*)$/.exec(header) ?? [];
    attributes[name] = rest;
    if (/Max-Age=0\b/.test(rest)) delete cookies[name];
    else cookies[name] = value;
  };
  const context = async (): Promise<Context> => {
    const session = await findSession(services, cookies);
    return {
      ...services,
      asker: session ? { kind: 'person', did: session.did as Did, sessionId: session.sessionId } : { kind: 'visitor' },
      requestId: 'test',
      signal: undefined,
      userAgent: from.userAgent ?? 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      ip,
      cookies: { ...cookies },
      setHeader: (name, value) => {
        if (name.toLowerCase() === 'set-cookie') keep(value);
      },
    };
  };
  return { cookies, attributes, context, call: async () => identity.createCaller(await context()) };
}
