import { type Did, did } from '@vibe/shared';
import { z } from 'zod';
import { type Ask, readAnswer } from './ask-server.ts';

const profile = z.object({ did, handle: z.string(), name: z.string(), picture: z.string().exactOptional() });
const statusSchema = z.object({
  account: profile.nullable(),
  /** Those of this browser's accounts that this app may know of; only where there are several. */
  known: z.array(profile).default([]),
  /** The session is this app's own on this site: see server/src/rooms/oauth/partition.ts. */
  silent: z.boolean().default(false),
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
  readonly account?: Did;
}

export interface StatusRequest {
  readonly client_id: string;
  readonly scope: string;
  /** Of the page around the frame. */
  readonly origin: string;
  readonly account?: Did;
}

/** The two routes that see the person's session from inside a frame, where the browser lets them. */
export function frameRoutes(ask: Ask) {
  return {
    status: async (query: StatusRequest): Promise<FrameStatus> => {
      const { lang } = document.documentElement;
      return readAnswer(await ask(`/oauth/frame/status?${new URLSearchParams({ ...query, ...(lang && { lang }) })}`), statusSchema);
    },
    authorize: async (body: CodeRequest): Promise<{ code: string; iss: string }> => {
      const headers = { 'content-type': 'application/json' };
      return readAnswer(await ask('/oauth/frame/authorize', { method: 'POST', headers, body: JSON.stringify(body) }), codeSchema);
    },
  };
}
