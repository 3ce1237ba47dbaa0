import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApp } from '../harness/server.ts';
import { type Site, site } from '../harness/sites.ts';
import { hostilePage, TooSlow, Victim } from './hostile-host.ts';
import { covers, moves } from './hostile-tricks.ts';
import { type TagWorld, tagWorld } from './tag-world.ts';

// An app's own page against the person in front of it: their session is seen in the frame, and one tap would let the app in.
const hands = 5;
let world: TagWorld;
const sites: Site[] = [];
/** What came of each trick: what the page got, and what is written down. */
const came = new Map<string, { outcome: string; allowed: number }>();
let honest: { mouse: string; finger: string; keyboard: string };

type Trick = (victim: Victim) => Promise<void>;
const tricks: readonly (readonly [name: string, trick: Trick])[] = [
  ...Object.entries(covers).map(([name, cover]): [string, Trick] => [name, (victim) => underCover(victim, cover)]),
  ...Object.entries(moves),
];

/** The person hovers, waits, and taps where "Allow" was and is, whatever they see there. */
async function underCover(victim: Victim, cover: () => void): Promise<void> {
  const spot = await victim.meets();
  await victim.hover(spot);
  await victim.page.evaluate(cover);
  await victim.pause(650);
  await victim.sees();
  await victim.press();
  await victim.hover(await victim.spot());
  await victim.press();
}

/** The consent is decided 200 ms after a tap that counts. */
const decided = 350;

async function tryAll(app: string, victim: Victim, mine: typeof tricks): Promise<void> {
  for (const [name, trick] of mine) {
    await withPatience(app, () => trick(victim));
    await victim.pause(decided);
    came.set(name, { outcome: await victim.outcome(), allowed: await allowed(app) });
    if (await victim.page.evaluate(() => document.fullscreenElement !== null)) await victim.page.evaluate(() => document.exitFullscreen());
    await forget(app);
  }
}

/** What has to happen within half a second is tried again where it did not. */
async function withPatience(app: string, attempt: () => Promise<void>, times = 8): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof TooSlow) || times === 0) throw error;
    await forget(app);
    await withPatience(app, attempt, times - 1);
  }
}

const consents = (app: string) =>
  world.vibe.services.database.system.selectFrom('consents').where('app_id', '=', app).select('scope').execute();
const allowed = async (app: string): Promise<number> => (await consents(app)).length;
const forget = (app: string) => world.vibe.services.database.system.deleteFrom('consents').where('app_id', '=', app).execute();

/** The same without a trick, in three ways. */
async function honestly(app: string, victim: Victim): Promise<typeof honest> {
  const by = async (tap: (spot: { x: number; y: number }) => Promise<void>): Promise<string> => {
    await tap(await victim.meets());
    await victim.page.waitForFunction(() => window.host.outcome !== 'open');
    await forget(app);
    return victim.outcome();
  };
  return {
    mouse: await by(async (spot) => {
      await victim.hover(spot);
      await victim.page.frameLocator('#frame').locator('.armed').waitFor();
      await victim.press();
    }),
    finger: await by((spot) => victim.tap(spot)),
    keyboard: await by(async () => {
      await victim.allow.focus();
      await victim.pause(600);
      await victim.page.keyboard.press('Enter');
    }),
  };
}

const trySome = async (_: unknown, { tasks }: { readonly tasks: readonly { readonly mode: string; readonly name: string }[] }) => {
  // `vitest -t` may want one of them.
  const wanted = new Set(tasks.filter(({ mode }) => mode === 'run').map(({ name }) => name));
  const all = tricks.filter(([name]) => wanted.has(`${name}: the page gets nothing`));
  world = await tagWorld({ thirdPartyCookies: 'allowed' });
  await world.signInAtVibe(await world.vibe.person('ada', 'Ada Lovelace'));
  const victims: [string, Victim][] = [];
  for (let which = 0; which < hands; which += 1) {
    const id = `hostile${which}`;
    const at = await site(`${id}.localhost`, () => hostilePage(id, world.vibe.url));
    sites.push(at);
    await world.vibe.push(testApp({ id, origins: [at.url], redirectUris: [`${at.url}/`] }));
    victims.push([id, await Victim.at(world, at.url)]);
  }
  await Promise.all(
    victims.map(async ([id, victim], which) => {
      if (which === 0) honest = await honestly(id, victim);
      const mine = all.filter((_, index) => index % hands === which);
      await tryAll(id, victim, mine);
    }),
  );
};
// Bound, so that the first parameter is not taken for fixtures that this file does not have.
beforeAll(trySome.bind(undefined), 120_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  for (const each of sites) await each[Symbol.asyncDispose]();
});

test('the honest case works, by mouse, finger and keyboard', () => {
  expect(honest).toEqual({ mouse: 'token', finger: 'token', keyboard: 'token' });
});

test.each(tricks.map(([name]) => name))('%s: the page gets nothing', (name) => {
  const { outcome, allowed: scopes } = came.get(name) ?? {};
  expect(outcome).not.toBe('token');
  expect(scopes).toBe(0);
});
