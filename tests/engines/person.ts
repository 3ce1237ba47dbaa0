import type { Page, Place } from './drive/engine.ts';
import { button, field, menuitem } from './drive/find.ts';
import { eventually } from './drive/place.ts';
import type { World } from './world.ts';

export const ada = { name: 'Ada Lovelace', handle: 'ada' };
const password = 'four green elephants';
const avatar = { css: '[part=avatar]' };

/** On Vibe's sign-in page, wherever it stands. */
export async function signUp(page: Place, { name, handle, passkeys }: { name: string; handle: string; passkeys: boolean }): Promise<void> {
  await page.click(button('Create an account'));
  await page.fill(field('Name'), name);
  await page.fill(field('Handle'), handle);
  if (passkeys) await page.click(button('Use a password instead'));
  await page.fill(field('Password'), password);
  await page.click(button('Create account'));
}

/** Where the browser lets the frame see who is signed in at Vibe, it says so. */
export const signIn = button('Sign in with Vibe', `Continue as ${ada.name}`);
export const signedIn = (page: Place): Promise<void> => page.see(avatar);
export const signedOut = (page: Place): Promise<void> => page.see(signIn);

export async function signOut(page: Place): Promise<void> {
  await page.click(avatar);
  await page.click(menuitem('Sign out'));
  await signedOut(page);
}

/** In a window of its own, at Vibe: the app may do nothing any more. */
export async function withdraw({ browser, vibe }: World): Promise<void> {
  const account = await browser.open(`${vibe.url}/account`);
  await account.click(button('Withdraw what Feeds may do'));
  await eventually(async () => !(await account.isSeen(button('Withdraw what Feeds may do'))));
  await account.close();
}

interface InPage {
  readonly vibe: {
    collection(name: string): { create(body: object): Promise<{ id: string }>; get(id: string): Promise<{ body: { text: string } }> };
  };
}

/** Through the client in the page: the text that the server kept, or the code of the refusal. */
export const write = (page: Place, text: string): Promise<string> =>
  page.evaluate(async (body) => {
    const notes = (window as unknown as InPage).vibe.collection('notes');
    try {
      const { id } = await notes.create({ text: body });
      return (await notes.get(id)).body.text;
    } catch (error) {
      return `refused: ${(error as { code?: string }).code}`;
    }
  }, text);

/** The tag's events so far: name, and the handle, error code or state. */
export const heard = (page: Page): Promise<[string, string | null][]> =>
  page.evaluate(() => (window as unknown as { heard: [string, string | null][] }).heard);

interface Session {
  accessToken(): Promise<{ access_token: string } | undefined>;
}

/** What the page would send now; it differs after each refresh. */
export const tokenOf = (page: Place): Promise<string | undefined> =>
  page.evaluate(async () => {
    const [session] = (globalThis as unknown as Record<symbol, Map<string, Session>>)[Symbol.for('vibe.session/1')]?.values() ?? [];
    return (await session?.accessToken())?.access_token;
  });

/** As in a browser, or an app's window, that opens none. */
export const withoutWindows = (page: Place): Promise<void> =>
  page.evaluate(() => {
    window.open = () => null;
  });

/** The rung of the ladder that the last sign-in came in by, as the tag explains it. */
export const cameInBy = (page: Place): Promise<string | undefined> =>
  page.evaluate(() => {
    const tag = document.querySelector('vibe-login') as (Element & { explain(): readonly { step: string; outcome: string }[] }) | null;
    return tag?.explain().findLast(({ outcome }) => outcome === 'signed_in')?.step;
  });
