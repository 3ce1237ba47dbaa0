import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../../scripts/browsers.ts';
import { type Bidi, connectBidi } from './bidi.ts';
import type { Bare, Engine, Page } from './engine.ts';
import { place } from './place.ts';
import { run } from './process.ts';

interface FirefoxOptions {
  /** Beside those below. */
  readonly prefs?: Readonly<Record<string, boolean | number | string>>;
}

/** Firefox, headless, driven over BiDi without a driver in between. Its own default is total cookie protection: third parties get cookies of their own for each site around them. */
export async function firefox({ prefs = {} }: FirefoxOptions = {}): Promise<Engine> {
  const profile = await mkdtemp(join(tmpdir(), 'vibe-firefox-'));
  const lines = Object.entries({ ...quiet, ...prefs }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(join(profile, 'user.js'), lines.join('\n'));
  const program = findProgram('firefox') ?? 'firefox';
  const running = run(program, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0', 'about:blank']);
  const address = await running.said(/WebDriver BiDi listening on (ws:\/\/\S+)/);
  const bidi = await connectBidi(`${address}/session`);
  const { capabilities } = await bidi.send<{ capabilities: { browserName: string; browserVersion: string } }>('session.new', {
    capabilities: { alwaysMatch: { acceptInsecureCerts: true } },
  });
  const known = new Map<string, Page>();
  const pageOf = (context: string): Page => {
    const page = known.get(context) ?? newPage(bidi, context);
    known.set(context, page);
    return page;
  };
  return {
    version: `${capabilities.browserName} ${capabilities.browserVersion}`,
    async open(url) {
      const { context } = await bidi.send<{ context: string }>('browsingContext.create', { type: 'window' });
      const page = pageOf(context);
      await page.goto(url);
      return page;
    },
    async pages() {
      const { contexts } = await bidi.send<Tree>('browsingContext.getTree', { maxDepth: 0 });
      return contexts.map(({ context }) => pageOf(context));
    },
    async [Symbol.asyncDispose]() {
      bidi.close();
      await running[Symbol.asyncDispose]();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Nothing is fetched that the test does not ask for. */
const quiet = {
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.region.network.url': '',
  'browser.safebrowsing.blockedURIs.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'media.gmp-manager.url': '',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.localDomains': 'vibe.localhost,feeds.localhost',
  // Those let every window open, asked for or not.
  'remote.prefs.recommended': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'signon.rememberSignons': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

interface Tree {
  readonly contexts: readonly { readonly context: string; readonly url: string; readonly children: Tree['contexts'] | null }[];
}

function newPage(bidi: Bidi, context: string): Page {
  return {
    ...place(bareIn(bidi, context)),
    id: context,
    goto: async (url) => void (await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' })),
    reload: async () => void (await bidi.send('browsingContext.reload', { context, wait: 'complete' })),
    close: async () => void (await bidi.send('browsingContext.close', { context })),
    async frame(address) {
      const { contexts } = await bidi.send<Tree>('browsingContext.getTree', { root: context });
      const found = contexts[0]?.children?.find(({ url }) => url.startsWith(address));
      if (!found) throw new Error(`No frame of ${address}`);
      return place(bareIn(bidi, found.context));
    },
  };
}

interface Evaluated {
  readonly type: 'success' | 'exception';
  readonly result: { readonly type: string; readonly value?: unknown; readonly sharedId?: string };
  readonly exceptionDetails?: { readonly text: string };
}

function bareIn(bidi: Bidi, context: string): Bare {
  const call = async (functionDeclaration: string, given: readonly unknown[]): Promise<Evaluated['result']> => {
    const { type, result, exceptionDetails } = await bidi.send<Evaluated>('script.callFunction', {
      functionDeclaration,
      awaitPromise: true,
      target: { context },
      arguments: [{ type: 'string', value: JSON.stringify(given) }],
    });
    if (type === 'exception') throw new Error(exceptionDetails?.text);
    return result;
  };
  const perform = (actions: readonly object[]) => bidi.send('input.performActions', { context, actions });
  const point: Bare['point'] = async (how, source, given) => {
    const { sharedId } = await call(`async (given) => (${source})(...JSON.parse(given))`, given);
    if (sharedId === undefined) return false;
    const origin = { type: 'element', element: { sharedId } };
    const press =
      how === 'click'
        ? [
            { type: 'pointerDown', button: 0 },
            { type: 'pointerUp', button: 0 },
          ]
        : [];
    await perform([{ type: 'pointer', id: 'mouse', actions: [{ type: 'pointerMove', x: 0, y: 0, origin }, ...press] }]);
    return true;
  };
  return {
    async run(source, given) {
      const { value } = await call(`async (given) => JSON.stringify(await (${source})(...JSON.parse(given)))`, given);
      return value === undefined ? undefined : JSON.parse(String(value));
    },
    point,
    async type(source, given, text) {
      if (!(await point('click', source, given))) return false;
      await call(
        '() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; at.select(); }',
        [],
      );
      const keys = [...text].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ]);
      await perform([{ type: 'key', id: 'keyboard', actions: keys }]);
      return true;
    },
  };
}
