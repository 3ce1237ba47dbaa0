import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../../scripts/browsers.ts';
import type { Bare, Engine, Page } from './engine.ts';
import { eventually, place } from './place.ts';
import { run } from './process.ts';
import { type ElementReference, elementKey, newSession, type WebDriver } from './webdriver.ts';

/** WebKitGTK's own small browser with Intelligent Tracking Prevention, on a display that nobody sees. It has no headless mode. */
export async function webkit(): Promise<Engine> {
  const home = await mkdtemp(join(tmpdir(), 'vibe-webkit-'));
  const display = run(findProgram('xvfb') ?? 'Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']);
  const number = await display.said(/^(\d+)\n/);
  const port = await freePort();
  const driver = run(findProgram('webkitDriver') ?? 'WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], {
    ...process.env,
    HOME: home,
    XDG_DATA_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_RUNTIME_DIR: home,
    DISPLAY: `:${number}`,
    GDK_BACKEND: 'x11',
    LIBGL_ALWAYS_SOFTWARE: '1',
    WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    // Containers seldom allow the namespaces that it is made of.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    NO_AT_BRIDGE: '1',
  });
  const address = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${address}/status`)).ok);
  const session = await newSession(address, {
    acceptInsecureCerts: true,
    'webkitgtk:browserOptions': { binary: findProgram('webkitBrowser'), args: ['--automation', '--enable-itp'] },
  });
  const known = new Map<string, Page>();
  const pageOf = (handle: string): Page => {
    const page = known.get(handle) ?? newPage(session, handle);
    known.set(handle, page);
    return page;
  };
  return {
    version: `${session.capabilities.browserName} ${session.capabilities.browserVersion}`,
    async open(url) {
      const { handle } = await session.alone(() => session.send<{ handle: string }>('POST', '/window/new', { type: 'window' }));
      const page = pageOf(handle);
      await page.goto(url);
      return page;
    },
    pages: async () => (await session.alone(() => session.send<string[]>('GET', '/window/handles'))).map(pageOf),
    async [Symbol.asyncDispose]() {
      await session.send('DELETE', '').catch(() => undefined);
      await driver[Symbol.asyncDispose]();
      await display[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Free a moment ago; the driver takes no 0. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function newPage(session: WebDriver, handle: string): Page {
  const inWindow = <R>(work: () => Promise<R>): Promise<R> =>
    session.alone(async () => {
      await session.send('POST', '/window', { handle });
      return work();
    });
  return {
    ...place(bareIn(session, inWindow)),
    id: handle,
    goto: (url) => inWindow(() => session.send('POST', '/url', { url })),
    reload: () => inWindow(() => session.send('POST', '/refresh')),
    close: () => inWindow(() => session.send('DELETE', '/window')),
    frame: async (address) =>
      place(
        bareIn(session, (work) =>
          inWindow(async () => {
            const id = await session.send('POST', '/element', { using: 'css selector', value: `iframe[src^="${address}"]` });
            await session.send('POST', '/frame', { id });
            return work();
          }),
        ),
      ),
  };
}

function bareIn(session: WebDriver, there: <R>(work: () => Promise<R>) => Promise<R>): Bare {
  const call = async <R>(source: string, given: readonly unknown[]): Promise<R> => {
    const script = `const done = arguments[arguments.length - 1];
      (${source})(...arguments[0]).then((value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));`;
    const { value, error } = await session.send<{ value: R; error?: string }>('POST', '/execute/async', { script, args: [given] });
    if (error !== undefined) throw new Error(error);
    return value;
  };
  const point = async (how: 'click' | 'hover', source: string, given: readonly unknown[]): Promise<string | undefined> => {
    const origin = await call<ElementReference | null>(source, given);
    const id = origin?.[elementKey];
    const moves = [{ type: 'pointerMove', x: 0, y: 0, origin }];
    if (how === 'hover' && id !== undefined)
      await session.send('POST', '/actions', { actions: [{ type: 'pointer', id: 'mouse', actions: moves }] });
    if (how === 'click' && id !== undefined) await session.send('POST', `/element/${id}/click`);
    return id;
  };
  return {
    run: (source, given) => there(() => call(source, given)),
    point: (how, source, given) => there(async () => (await point(how, source, given)) !== undefined),
    type: (source, given, text) =>
      there(async () => {
        const id = await point('click', source, given);
        if (id === undefined) return false;
        await session.send('POST', `/element/${id}/clear`);
        await session.send('POST', `/element/${id}/value`, { text });
        return true;
      }),
  };
}
