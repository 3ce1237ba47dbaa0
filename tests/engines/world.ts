import { testApp, type VibeServer, vibeServer } from '../harness/server.ts';
import { site } from '../harness/sites.ts';
import type { Engine, Page } from './drive/engine.ts';
import { eventually } from './drive/place.ts';
import { type Secured, secured } from './secure.ts';

/** A Vibe server, an app's page at another site with the tag and the client, both over https, and one browser. */
export interface World<Browser extends Engine = Engine> extends AsyncDisposable {
  readonly vibe: VibeServer;
  /** The app's origin. */
  readonly app: string;
  readonly browser: Browser;
  /** The window that this opens. */
  opens(act: () => Promise<void>): Promise<Page>;
  /** Until that window has gone. */
  closes(page: Page): Promise<void>;
}

/** The tag, and a client in `window.vibe`. What the page heard of the tag is in `window.heard`. */
const html = (server: string, attributes: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Feeds</title>
<link rel="icon" href="data:,">
<script>
  window.heard = [];
  for (const name of ['vibe-ready', 'vibe-signin', 'vibe-signout', 'vibe-consent', 'vibe-error'])
    addEventListener(name, ({ type, detail }) => heard.push([type, detail?.error?.code ?? detail?.profile?.handle ?? detail?.state?.at ?? null]));
</script>
<script type="module" src="${server}/login.js"></script>
<script type="module">
  import { createVibe } from '${server}/client.js';
  window.vibe = createVibe({ server: '${server}', app: 'feeds' });
</script>
</head>
<body><main><h1>Feeds</h1><vibe-login app="feeds" ${attributes}></vibe-login></main></body>
</html>`;

export async function world<Browser extends Engine>(launch: () => Promise<Browser>, attributes = ''): Promise<World<Browser>> {
  const [front, shop, browser] = await Promise.all([secured('vibe.localhost'), secured('feeds.localhost'), launch()]);
  const vibe = await vibeServer({ requestsPerTenSeconds: 0, publicUrl: front.url });
  const host = await site('feeds.localhost', (path) => (path === '/' ? html(vibe.url, attributes) : undefined));
  front.forward(vibe.port);
  shop.forward(Number(new URL(host.url).port));
  await vibe.push(testApp({ origins: [shop.url], redirectUris: [`${shop.url}/`] }));
  const parts: readonly (AsyncDisposable | Secured)[] = [browser, shop, front, host, vibe];
  return {
    vibe,
    app: shop.url,
    browser,
    async opens(act) {
      const before = new Set((await browser.pages()).map(({ id }) => id));
      let opened: Page | undefined;
      await act();
      await eventually(async () => {
        opened = (await browser.pages()).find(({ id }) => !before.has(id));
        return opened !== undefined;
      });
      return opened as Page;
    },
    closes: (page) => eventually(async () => !(await browser.pages()).some(({ id }) => id === page.id)),
    async [Symbol.asyncDispose]() {
      for (const part of parts) await part[Symbol.asyncDispose]();
    },
  };
}
