import { type PopupAsks, VIBE_AUTH } from '@vibe/shared';

let host: string | undefined;
let last: PopupAsks['asks'] | undefined;

/** For which site this window was opened: the origin that the authorization request comes from. Nobody else is told anything. */
export function openerIs(origin: string): void {
  host = origin;
  tell();
}

/** Says to the page that opened this window what the person is asked in it, so that the tag can say it too. Nothing depends on it. */
export function tellOpener(asks: PopupAsks['asks']): void {
  last = asks;
  tell();
}

function tell(): void {
  if (!host || !last || !(opener instanceof Object)) return;
  const message: PopupAsks = { v: VIBE_AUTH, type: 'asks', asks: last };
  (opener as Window).postMessage(message, host);
}
