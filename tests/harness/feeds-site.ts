import { join } from 'node:path';
import { exampleSite } from '../../server/src/cli/example-site.ts';
import { bind } from '../../server/src/http/bind.ts';
import type { VibeServer } from './server.ts';

export interface FeedsSite extends AsyncDisposable {
  /** `http://feeds.localhost:<port>`: another site than Vibe's. */
  readonly url: string;
}

/** The built example app on an origin of its own, registered with the server, as `vibe dev` does it. */
export async function feedsSite(vibe: VibeServer): Promise<FeedsSite> {
  const server = await bind('127.0.0.1', 0);
  const url = `http://feeds.localhost:${server.port}`;
  server.serve(exampleSite(join(import.meta.dirname, '../../examples/feeds/dist'), vibe.url));
  await vibe.pushFeeds(url);
  return { url, [Symbol.asyncDispose]: () => server.close(200) };
}
