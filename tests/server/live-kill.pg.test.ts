import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import type { AppRouter } from '@vibe/server';
import type { Did } from '@vibe/shared';
import { EventSource } from 'eventsource';
import pg from 'pg';
import superjson from 'superjson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServices } from '../../server/src/cli/open.ts';
import { readConfig } from '../../server/src/config.ts';
import { createApp } from '../../server/src/http/app.ts';
import { bind } from '../../server/src/http/bind.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/src/platform/embedded-postgres.ts';
import { pushApp } from '../../server/src/rooms/apps/index.ts';
import { createAccount } from '../../server/src/rooms/identity/index.ts';
import { mintAccessToken } from '../../server/src/rooms/oauth/index.ts';
import { LiveResults } from '../harness/live-results.ts';
import { testApp } from '../harness/server.ts';
import { startVibe } from '../harness/vibe-command.ts';

/*
 * Two server processes over one Postgres: people write through the one, which is a process of its own and is killed, and listen at the other, which is this process.
 */
let folder: string;
let postgres: EmbeddedPostgres;
let url: string;
let token: string;
let alice: Did;
let closeServer: () => Promise<void>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vibe-kill-'));
  postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'pg18') });
  const server = await bind('127.0.0.1', 0);
  url = `http://localhost:${server.port}`;
  const config = readConfig({ VIBE_DATA: folder, LOG_LEVEL: 'silent', DATABASE_URL: postgres.url });
  const open = await openServices(config, { publicUrl: url });
  server.serve(createApp(open.services));
  closeServer = () => open.close(server.close());
  await pushApp(open.services, testApp());
  alice = (await createAccount(open.services, { handle: 'alice', name: 'Alice' })).did as Did;
  token = (await mintAccessToken(open.services, { did: alice, appId: 'feeds', scopes: ['documents:read', 'documents:write'] })).token;
});
afterAll(async () => {
  await closeServer();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

/** `vibe serve`, which can be killed and started anew. */
class OtherServer {
  #child: ChildProcess | undefined;
  #port = 0;

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  async start(): Promise<void> {
    const env = { VIBE_DATA: folder, DATABASE_URL: postgres.url, PUBLIC_URL: url, PORT: '0', LOG_LEVEL: 'info' };
    const child = startVibe(['serve'], env);
    this.#child = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
    while (!/"port":\d+/.test(said)) {
      const ended = await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit').then(() => 'ended')]);
      if (ended === 'ended') throw new Error(`vibe serve ended: ${said}`);
    }
    this.#port = Number(/"port":(\d+)/.exec(said)?.[1]);
  }

  async kill(): Promise<void> {
    const ended = once(this.#child as ChildProcess, 'exit');
    this.#child?.kill('SIGKILL');
    await ended;
  }
}

/** People who write one document after the other, and again what was not acknowledged. */
class Writers {
  readonly acknowledged = new Set<string>();
  readonly #server: OtherServer;
  readonly #waiting = new Map<number, () => void>();
  #stopped = false;

  constructor(server: OtherServer) {
    this.#server = server;
  }

  async run(): Promise<void> {
    await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        for (let at = 0; !this.#stopped; at++) await this.write(`${name}-${at}`);
      }),
    );
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Until so many more have been acknowledged. */
  more(count: number): Promise<void> {
    return new Promise((resolve) => void this.#waiting.set(this.acknowledged.size + count, resolve));
  }

  async write(id: string): Promise<void> {
    const input = { collection: 'feeds/posts', id, body: { text: id }, acl: { read: { allow: ['*'] } } };
    while (!(await this.#post('documents.create', input))) await new Promise((resolve) => setTimeout(resolve, 50));
    this.acknowledged.add(id);
    this.#waiting.get(this.acknowledged.size)?.();
    // Slow enough that all of it fits a window.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async #post(procedure: string, input: unknown): Promise<boolean> {
    try {
      const response = await fetch(`${this.#server.url}/trpc/${procedure}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ json: input }),
      });
      await response.arrayBuffer();
      return response.ok || response.status === 409; // there already: an attempt before got through
    } catch {
      return false;
    }
  }
}

/** @trpc/client with a connection that can be cut; it comes back by itself, where it was. */
function listener() {
  const cuts = new Set<() => void>();
  const client = createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink({
        url: `${url}/trpc`,
        transformer: superjson,
        EventSource,
        eventSourceOptions: () => ({
          fetch: async (input, init) => {
            const { body, url, status, redirected, headers } = await fetch(input, init);
            const line = new TransformStream({ start: (controller) => void cuts.add(() => controller.terminate()) });
            return { url, status, redirected, headers, body: body?.pipeThrough(line) ?? null };
          },
        }),
      }),
    ],
  });
  return {
    client,
    cut: () => {
      for (const each of cuts) each();
      cuts.clear();
    },
  };
}

test('whoever is killed, subscribers hear of every committed write once, and nothing acknowledged is lost', {
  timeout: 120_000,
}, async () => {
  const other = new OtherServer();
  await other.start();
  const { client, cut } = listener();
  const results = new LiveResults();
  const queries = [{ key: 'all', query: { collection: 'feeds/posts', owner: alice, limit: 500 } }];
  let changed = () => {};
  const subscription = client.documents.subscribe.subscribe(
    { queries },
    {
      onData({ data }) {
        results.take(data);
        changed();
      },
    },
  );
  const puts = new Map<string, number>();
  const events: string[] = [];
  const live = client.documents.live.subscribe(
    { collection: 'feeds/posts' },
    {
      onData({ data }) {
        events.push(data.type);
        if (data.type === 'put') puts.set(`${data.document.id} ${data.document.rev}`, 1);
        changed();
      },
    },
  );
  const until = async (is: () => boolean): Promise<void> => {
    while (!is()) await new Promise<void>((resolve) => (changed = resolve));
  };
  await until(() => results.log.includes('ready') && events.includes('ready'));

  const writers = new Writers(other);
  const writing = writers.run();
  await writers.more(20);
  await other.kill(); // in the middle of writes
  await other.start();
  await writers.more(20);
  const admin = new pg.Client({ connectionString: postgres.url });
  admin.on('error', () => {});
  await admin.connect();
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %'");
  await writers.more(20);
  cut(); // the subscribers' own connections
  await writers.more(20);
  process.kill(postgres.pid, 'SIGKILL'); // it comes back by itself
  await writers.more(20);
  writers.stop();
  await writing;
  await writers.write('the-last');
  await admin.end().catch(() => {});

  const shown = () => results.results.get('all')?.documents ?? [];
  const heard = () => new Set([...puts.keys()].map((each) => each.split(' ')[0]));
  await until(() => shown().length === writers.acknowledged.size && heard().size === writers.acknowledged.size);
  expect(new Set(shown().map((each) => each.id))).toEqual(writers.acknowledged);
  expect(heard()).toEqual(writers.acknowledged);
  expect([...results.received].filter(([, times]) => times !== 1)).toEqual([]);
  expect(events).not.toContain('resync');
  expect(writers.acknowledged.size).toBeGreaterThan(95);
  subscription.unsubscribe();
  live.unsubscribe();
  await other.kill();
});
