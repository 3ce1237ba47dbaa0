import { SessionError } from './errors.ts';

type Ladder = typeof import('./ladder.ts');

const signsOfAHand = ['pointerover', 'touchstart', 'keydown'] as const;

/**
 * The ways to sign in are not loaded with the page, but at the first sign that somebody is there who might click: a window may only be opened in
 * the click itself, so they have to be there before it.
 */
export function lazyLadder(): { readonly now: Ladder | undefined; load(): Promise<Ladder> } {
  let now: Ladder | undefined;
  let loading: Promise<Ladder> | undefined;
  const load = (): Promise<Ladder> => {
    loading ??= import('./ladder.ts').then(
      (loaded) => {
        now = loaded;
        return loaded;
      },
      (cause: unknown) => {
        loading = undefined;
        throw new SessionError(navigator.onLine ? 'unavailable' : 'offline', { cause });
      },
    );
    return loading;
  };
  const ahead = (): void => {
    for (const type of signsOfAHand) removeEventListener(type, ahead, true);
    load().catch(() => undefined);
  };
  for (const type of signsOfAHand) addEventListener(type, ahead, { capture: true, passive: true });
  return {
    get now() {
      return now;
    },
    load,
  };
}
