import { did, isAllowedOrigin } from '@vibe/shared';
import { z } from 'zod';

/** What the server wrote into the frame's HTML. */
const bootSchema = z.object({
  server: z.string().refine(isAllowedOrigin),
  /** The server's time when it wrote this, milliseconds since 1970. */
  now: z.number().exactOptional(),
  app: z.object({
    id: z.string(),
    did,
    clientId: z.string(),
    name: z.string(),
    /** Only these pages are answered. */
    origins: z.array(z.string().refine(isAllowedOrigin)),
    redirectUris: z.array(z.string()),
    /** What a sign-in asks for unless the page names something else: the manifest's scopes but the sensitive ones. */
    scopes: z.array(z.string()),
  }),
});
export type Boot = z.output<typeof bootSchema>;
export type BootApp = Boot['app'];

export function readBoot(): Boot {
  const boot = bootSchema.parse(JSON.parse(document.getElementById('boot')?.textContent ?? 'null'));
  // Keys and tokens lie in the storage of this very origin; another one would be a server that is set up wrongly.
  if (boot.server !== location.origin) throw new Error(`This page is at ${location.origin}, not at ${boot.server}`);
  return boot;
}
