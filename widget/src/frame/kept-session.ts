import type { Ask } from './ask-server.ts';
import type { BootApp } from './boot.ts';
import { hashOfToken, makeProof } from './dpop.ts';
import type { ServerClock } from './server-clock.ts';

/** The cookie by which the browser remembers, for this app on the site around the frame, who it is: what is left when its storage is cleared. */
export function keptSession(server: string, { id }: BootApp, ask: Ask, clock: ServerClock) {
  const htu = `${server}/oauth/frame/session`;
  return {
    async begin(key: CryptoKeyPair, accessToken: string): Promise<void> {
      const dpop = await makeProof(key, { htm: 'POST', htu, ath: await hashOfToken(accessToken), iat: clock.now() });
      await ask(htu, { method: 'POST', headers: { authorization: `DPoP ${accessToken}`, dpop } });
    },
    async end(): Promise<void> {
      await ask(`${htu}/${id}`, { method: 'DELETE' });
    },
  };
}
export type KeptSession = ReturnType<typeof keptSession>;
