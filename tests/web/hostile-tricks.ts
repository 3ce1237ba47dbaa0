import type { Victim } from './hostile-host.ts';

/** What a page can do to the frame, in the page; the browser tells the frame of each. They stay until the person has tapped. */
export const covers: Readonly<Record<string, () => void>> = {
  'an opaque layer': () => void window.host.cover('background:white'),
  'a layer that nobody sees': () => void window.host.cover('background:white;opacity:0.01'),
  'a strip over what it says': () => void window.host.cover('background:white;left:320px;top:160px;width:200px;height:20px'),
  'a frame on top': () => void window.host.cover('background:white', 'iframe'),
  'a dialog in the top layer': () => (window.host.cover('background:white', 'dialog') as HTMLDialogElement).showModal(),
  'a popover in the top layer': () => {
    const cover = window.host.cover('background:white');
    cover.popover = 'manual';
    cover.showPopover();
  },
  'something in full screen': () => void window.host.cover('background:white').requestFullscreen(),
  'a shadow': () => void window.host.cover('width:1px;height:1px;box-shadow:0 0 0 2000px white'),
  'a blurred backdrop': () => void window.host.cover('backdrop-filter:blur(9px)'),
  'a drawing out of its bounds': () => {
    const cover = window.host.cover('width:1px;height:1px');
    cover.innerHTML = '<svg style="overflow:visible" width="1" height="1"><rect width="2000" height="2000" fill="white"/></svg>';
  },
  'a view transition that does not end': () => {
    const style = '::view-transition{pointer-events:none}::view-transition-new(root){animation:hold 60s;opacity:0}@keyframes hold{}';
    window.host.cover('', 'style').textContent = style;
    document.startViewTransition(() => undefined);
  },
  'the page faded': () => document.body.style.setProperty('opacity', '0.2'),
  'the frame faded by an animation': () => void window.host.box.animate({ opacity: [0.1, 0.1] }, 60_000),
  'a filter': () => window.host.frame.style.setProperty('filter', 'brightness(9)'),
  'a blend mode': () => window.host.frame.style.setProperty('mix-blend-mode', 'difference'),
  shrinking: () => window.host.box.style.setProperty('scale', '0.4'),
  turning: () => window.host.box.style.setProperty('rotate', '3deg'),
  perspective: () => window.host.box.style.setProperty('transform', 'perspective(300px) rotateY(30deg)'),
  'a clip path': () => window.host.box.style.setProperty('clip-path', 'inset(70% 0 0 0)'),
  'a box that is too small': () => {
    window.host.box.style.cssText += ';overflow:hidden;height:200px';
    window.host.box.scrollTop = 9_999;
  },
  'the edge of the window': () => window.host.box.style.setProperty('top', '-200px'),
  'a frame that is too short': () => {
    // Whatever height is wanted, this one stays.
    window.host.cover('display:none');
    window.host.frame.style.height = '150px';
  },
  inertness: () => {
    window.host.frame.inert = true;
  },
  invisibility: () => window.host.frame.style.setProperty('visibility', 'hidden'),
};

/** What a page can make of a person's hands. Each begins with the consent in sight, where a tap would count. */
export const moves: Readonly<Record<string, (victim: Victim) => Promise<void>>> = {
  async 'it comes under a resting mouse'(victim) {
    const spot = await aside(victim);
    await victim.hover(spot);
    await victim.pause(700);
    await victim.atOnce(
      () => back(victim),
      () => victim.press(),
    );
  },
  async 'it comes between down and up'(victim) {
    const spot = await aside(victim);
    await victim.hover(spot);
    await victim.page.mouse.down();
    await back(victim);
    await victim.pause(600);
    await victim.page.mouse.up();
  },
  async 'it comes between the clicks of a double click'(victim) {
    const { x, y } = await aside(victim);
    await victim.page.evaluate(() =>
      addEventListener('mousedown', () => window.host.box.style.removeProperty('translate'), { once: true }),
    );
    await victim.atOnce(
      () => victim.hover({ x, y }),
      () => victim.page.mouse.click(x, y, { clickCount: 2, delay: 40 }),
    );
  },
  async 'the page is scrolled to it'(victim) {
    const spot = await victim.meets();
    await victim.page.evaluate(() => {
      window.host.box.style.cssText += ';position:absolute;top:300px';
    });
    await victim.isThere();
    await victim.hover(spot);
    await victim.pause(700);
    await victim.atOnce(
      () => victim.page.evaluate(() => scrollTo(0, 200)),
      () => victim.press(),
    );
  },
  async 'its cover goes when somebody is about to tap'(victim) {
    const spot = await victim.meetsAnew();
    await victim.page.evaluate(() => void window.host.cover('background:white'));
    await victim.hover(spot);
    await victim.pause(700);
    await victim.atOnce(
      () => victim.page.evaluate(() => document.querySelector('.trick')?.remove()),
      () => victim.press(),
    );
  },
  async 'a cover comes in the moment of the tap'(victim) {
    await victim.hover(await victim.meets());
    await victim.pause(600);
    await victim.page.evaluate(() => void window.host.cover('background:white'));
    await victim.sees();
    await victim.press();
  },
  async 'it is pressed before it can be read, and let go after'(victim) {
    const spot = await victim.meets();
    await victim.page.evaluate(() => window.host.frame.style.setProperty('display', 'none'));
    await victim.pause(200);
    await victim.atOnce(
      () => victim.page.evaluate(() => window.host.frame.style.setProperty('display', 'block')),
      () => victim.pen('mousePressed', spot),
    );
    await victim.pause(800);
    await victim.pen('mouseReleased', spot);
  },
  async 'it is laid out anew under a finger'(victim) {
    await victim.meets();
    await victim.page.evaluate(() => window.host.frame.style.setProperty('width', '330px'));
    await victim.pause(800);
    const spot = await victim.spot();
    await victim.page.evaluate(() => window.host.frame.style.setProperty('width', '384px'));
    await victim.pause(800);
    await victim.atOnce(
      async () => {
        await victim.page.evaluate(() => window.host.frame.style.setProperty('width', '330px'));
        await victim.sees();
      },
      () => victim.pen('mousePressed', spot),
    );
    await victim.pen('mouseReleased', spot);
  },
  async 'it flickers'(victim) {
    const spot = await victim.meets();
    await victim.page.evaluate(() => {
      let tick = 0;
      window.host.cover('background:white');
      const flicker = (): void => {
        const cover = document.querySelector<HTMLElement>('.trick');
        if (!cover) return;
        cover.style.display = tick++ % 7 === 0 ? 'none' : 'block';
        requestAnimationFrame(flicker);
      };
      flicker();
    });
    for (let times = 0; times < 6; times += 1) {
      await victim.pause(150);
      await victim.pen('mousePressed', spot);
      await victim.pen('mouseReleased', spot);
    }
  },
  async 'Enter is down when it gets the focus'(victim) {
    await victim.meets();
    await victim.page.keyboard.down('Enter');
    await victim.allow.focus();
    await victim.pause(700);
    for (let times = 0; times < 3; times += 1) await victim.page.keyboard.down('Enter');
    await victim.page.keyboard.up('Enter');
  },
  async 'it gets the focus while somebody types'(victim) {
    await victim.meets();
    await victim.page.evaluate(() => window.host.frame.focus());
    await victim.page.keyboard.press('Tab');
    await victim.atOnce(
      () => victim.page.keyboard.press('Tab'),
      async () => {
        for (const key of ['Enter', 'Space']) await victim.page.keyboard.press(key);
      },
    );
  },
  async 'a window over it goes with the first of two clicks'(victim) {
    const spot = await victim.meetsAnew();
    const opened = victim.page.waitForEvent('popup');
    await victim.page.evaluate(() => void open('about:blank', '', 'popup,width=600,height=800'));
    const over = await opened;
    await over.evaluate(() => addEventListener('mousedown', () => close()));
    await victim.pause(600);
    await over.mouse.move(spot.x, spot.y);
    await over.mouse.down().catch(() => undefined);
    await victim.atOnce(
      () => victim.hover(spot),
      () => victim.press(),
    );
  },
  async 'something is dragged onto it'(victim) {
    const spot = await victim.meets();
    await victim.page.evaluate(() => {
      const bait = window.host.cover('left:20px;top:20px;width:80px;height:80px;pointer-events:auto;inset:20px auto auto 20px');
      bait.draggable = true;
    });
    await victim.page.mouse.move(60, 60);
    await victim.page.mouse.down();
    await victim.page.mouse.move(spot.x, spot.y, { steps: 4 });
    await victim.pause(600);
    await victim.page.mouse.up();
  },
  async 'a script clicks, and sends events'(victim) {
    await victim.meets();
    await victim.allow.evaluate((button: HTMLElement) => {
      button.click();
      for (const type of ['pointerdown', 'pointerup', 'click']) button.dispatchEvent(new PointerEvent(type, { bubbles: true }));
    });
  },
  async 'of many frames one is tapped that asked before'(victim) {
    const spot = await victim.meets();
    await victim.page.evaluate(
      (src) =>
        new Promise<void>((resolve) => {
          const other = window.host.cover('left:800px;width:384px;background:white', 'iframe') as HTMLIFrameElement;
          other.addEventListener('load', () => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = ({ data }) => {
              if (data.type === 'ready') port1.postMessage({ type: 'authorize', id: 1, scope: 'openid profile', interactive: true });
              else if (data.height > 0) resolve();
            };
            const app = new URL(src).searchParams.get('app');
            const hello = { v: 'vibe-auth/1', type: 'init', client_id: app, nonce: 'm'.repeat(32) };
            other.contentWindow?.postMessage(hello, new URL(src).origin, [port2]);
          });
          other.src = src;
        }),
      await victim.page.evaluate(() => window.host.frame.src),
    );
    await victim.pen('mousePressed', spot);
    await victim.pen('mouseReleased', spot);
  },
};

/** In sight, far from where the person's hands are. Gives where it would be else. */
async function aside(victim: Victim): Promise<{ x: number; y: number }> {
  const spot = await victim.meetsAnew();
  await victim.page.evaluate(() => window.host.box.style.setProperty('translate', '450px'));
  await victim.isThere();
  return spot;
}
const back = (victim: Victim): Promise<void> => victim.page.evaluate(() => void window.host.box.style.removeProperty('translate'));
