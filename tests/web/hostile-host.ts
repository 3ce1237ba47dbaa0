import { VIBE_AUTH } from '@vibe/shared';
import type { CDPSession, Page } from 'playwright-core';
import type { TagWorld } from './tag-world.ts';

/** What the hostile page's own script offers to a test. */
interface HostileHost {
  readonly frame: HTMLIFrameElement;
  /** Around the frame, as large as it. */
  readonly box: HTMLElement;
  /** Something to cover it with. */
  cover(css: string, name?: string): HTMLElement;
  readonly outcome: string;
  ask(): Promise<void>;
  reset(): void;
}
declare global {
  interface Window {
    host: HostileHost;
    ready: Promise<void>;
  }
}

/** Runs in the page: an app's own script that speaks vibe-auth/1 itself, so that nothing of ours stands between it and the frame. */
const script = (app: string, server: string): string => `
const [frame, box] = [document.getElementById('frame'), document.getElementById('box')];
let port, height = 600, id = 0, shown = () => {}, ended = () => {};
window.host = {
  frame, box, outcome: 'open',
  cover(css, name = 'div') {
    const cover = document.createElement(name);
    cover.className = 'trick';
    cover.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;max-width:none;max-height:none;margin:0;border:0;z-index:9;pointer-events:none;' + css;
    document.body.append(cover);
    return cover;
  },
  async ask() {
    if (host.outcome === 'open' && id > 0) {
      const over = new Promise((resolve) => { ended = resolve; });
      port.postMessage({ type: 'cancel', id: 1000 });
      await over;
    }
    host.outcome = 'open';
    const seen = new Promise((resolve) => { shown = resolve; });
    port.postMessage({ type: 'authorize', id: ++id, scope: 'openid profile documents:read documents:write', interactive: true });
    return seen;
  },
  reset() {
    for (const each of document.querySelectorAll('.trick')) each.remove();
    for (const each of document.getAnimations()) each.cancel();
    document.body.style.cssText = document.documentElement.style.cssText = '';
    box.style.cssText = 'position:fixed;left:300px;top:100px;width:384px';
    frame.style.cssText = 'display:block;border:0;width:384px;background:white;height:' + height + 'px';
    frame.inert = false;
    scrollTo(0, 0);
  },
};
host.reset();
window.ready = new Promise((resolve) => {
  frame.addEventListener('load', () => {
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => {
      if (data.type === 'ready') resolve();
      else if (data.type === 'ui' && data.id === undefined) {
        if (data.height > 0) { height = data.height; if (!document.querySelector('.trick')) frame.style.height = height + 'px'; shown(); }
      } else if (data.id === id) { host.outcome = data.type; ended(); }
    };
    frame.contentWindow.postMessage({ v: '${VIBE_AUTH}', type: 'init', client_id: '${app}', nonce: 'n'.repeat(32) }, '${server}', [channel.port2]);
  });
  frame.src = '${server}/frame?app=${app}';
});
`;

export const hostilePage = (app: string, server: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Hostile</title><link rel="icon" href="data:,">
<style>body { margin: 0; height: 3000px; background: white }</style></head>
<body><div id="box"><iframe id="frame" title="Vibe"></iframe></div><script>${script(app, server)}</script></body></html>`;

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export class TooSlow extends Error {}

/** A person in front of that page: they see it, and do what it makes them do. */
export class Victim {
  readonly page: Page;
  readonly #cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.#cdp = cdp;
  }

  static async at(world: TagWorld, url: string): Promise<Victim> {
    const page = await inItsOwnWindow(world);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(url);
    await page.evaluate(() => window.ready);
    return new Victim(page, await page.context().newCDPSession(page));
  }

  get allow() {
    return this.page.frameLocator('#frame').locator('#allow');
  }

  /** The consent stands there, and a tap on it would count. Gives where. */
  async meets(): Promise<Spot> {
    await this.page.mouse.move(5, 5);
    await this.page.evaluate(() => window.host.reset());
    await this.page.evaluate(() => window.host.ask());
    await this.allow.and(this.page.frameLocator('#frame').locator('[aria-disabled=false]')).waitFor();
    return this.spot();
  }

  /** The same in a page that no mouse has been in: what drives this browser tells no frame that the mouse has left. */
  async meetsAnew(): Promise<Spot> {
    await this.page.reload();
    await this.page.evaluate(() => window.ready);
    return this.meets();
  }

  /** The middle of "Allow", wherever it is by now. */
  async spot(): Promise<Spot> {
    const box = await this.allow.boundingBox();
    return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : { x: 580, y: 685 };
  }

  outcome(): Promise<string> {
    return this.page.evaluate(() => window.host.outcome);
  }

  async hover({ x, y }: Spot): Promise<void> {
    await this.page.mouse.move(x, y);
  }

  async press(): Promise<void> {
    await this.page.mouse.down();
    await this.page.mouse.up();
  }

  /** Comes from nowhere, as a finger does. */
  async pen(type: 'mousePressed' | 'mouseReleased', { x, y }: Spot): Promise<void> {
    await this.#cdp.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1, pointerType: 'pen' });
  }

  async tap({ x, y }: Spot): Promise<void> {
    await this.#cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
    await this.#cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  /** Both in less than the half second that a person is given; on a machine too busy for that nothing is shown either way. @throws {TooSlow} */
  async atOnce(change: () => Promise<unknown>, act: () => Promise<unknown>): Promise<void> {
    const began = performance.now();
    await change();
    await act();
    if (performance.now() - began > 450) throw new TooSlow();
  }

  /** What the page has done is painted, and the frame told of it. */
  async sees(): Promise<void> {
    await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }

  /** A frame has been moved, and a mouse that comes now is given to what is there now: the browser finds that out some pictures later. */
  async isThere(): Promise<void> {
    await this.sees();
    await this.pause(200);
  }

  pause(milliseconds: number): Promise<void> {
    return this.page.waitForTimeout(milliseconds);
  }
}

/** A page behind another one is not painted, and the browser vouches for nothing there. */
async function inItsOwnWindow({ browser }: TagWorld): Promise<Page> {
  const session = await browser.context.browser()?.newBrowserCDPSession();
  const opened = browser.context.waitForEvent('page');
  await session?.send('Target.createTarget', { url: 'about:blank', newWindow: true });
  return opened;
}
