import { did } from '@vibe/shared';
import { z } from 'zod';
import { type Ask, readAnswer } from './ask-server.ts';

const profile = z.object({ did, handle: z.string(), name: z.string(), picture: z.string().exactOptional() });
const statusSchema = z.object({
  account: profile.nullable(),
  missing: z.array(z.string()),
  granted: z.array(z.string()),
  one_tap: z.boolean(),
  consent: z.object({
    app: z.object({ name: z.string(), origin: z.string(), icon: z.string().exactOptional() }),
    items: z.array(z.object({ scope: z.string(), says: z.string(), purpose: z.string().exactOptional(), isNew: z.boolean() })),
    cannot: z.array(z.string()),
    pays: z.string(),
    ends: z.string(),
  }),
  /** Opaque: proves to the server what was shown, and since when. */
  display: z.string(),
});
export type FrameStatus = z.output<typeof statusSchema>;
const codeSchema = z.object({ code: z.string(), iss: z.string() });

export interface CodeRequest {
  readonly client_id: string;
  readonly scope: string;
  readonly code_challenge: string;
  readonly dpop_jkt: string;
  readonly origin: string;
  readonly approve: boolean;
  readonly display?: string;
}

/** The two routes that see the person's session from inside a frame, where the browser lets them. */
export function frameRoutes(ask: Ask) {
  return {
    /** @param origin of the page around the frame */
    status: async (clientId: string, scope: string, origin: string): Promise<FrameStatus> =>
      readAnswer(await ask(`/oauth/frame/status?${new URLSearchParams({ client_id: clientId, scope, origin })}`), statusSchema),
    authorize: async (body: CodeRequest): Promise<{ code: string; iss: string }> => {
      const headers = { 'content-type': 'application/json' };
      return readAnswer(await ask('/oauth/frame/authorize', { method: 'POST', headers, body: JSON.stringify(body) }), codeSchema);
    },
  };
}
