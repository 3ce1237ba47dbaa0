import { z } from 'zod';
import { did } from './ids.ts';
import type { Profile } from './people.ts';
import { VIBE_AUTH } from './vibe-auth-names.ts';

/**
 * `vibe-auth/1`: how the host page (the tag or the client) and the frame on Vibe's origin talk.
 *
 * The host posts one `init` with a MessagePort to the frame's exact origin; everything else runs on that port. The frame answers only when
 * `event.source` is its parent and `event.origin` is one of the app's registered origins. Requests carry an `id`; the answer repeats it.
 */
export const initMessage = z.strictObject({
  v: z.literal(VIBE_AUTH),
  type: z.literal('init'),
  client_id: z.string().max(2048),
  nonce: z.string().min(16).max(128),
});

const id = z.number().int().nonnegative();
const scope = z.string().max(1000);
const profile = z.strictObject({ did, handle: z.string(), name: z.string(), picture: z.string().exactOptional() });
/** Written out, not inferred: the client ships this type, and zod's must not come with it. */
export interface FrameAccessToken {
  access_token: string;
  token_type: 'DPoP' | 'Bearer';
  scope: string;
  /** Milliseconds since 1970, by the frame's clock. */
  expires_at: number;
  profile: Profile;
  /** Seconds by which this device's clock is behind Vibe's; negative: ahead. Left out where they agree. What is dated for Vibe is dated by Vibe's. */
  clock_skew?: number;
}
export const accessToken: z.ZodType<FrameAccessToken> = z.strictObject({
  access_token: z.string(),
  token_type: z.enum(['DPoP', 'Bearer']),
  scope,
  expires_at: z.number(),
  profile,
  clock_skew: z.number().exactOptional(),
});

/** One of the accounts that the frame sees; left out: the active one. */
const account = did.exactOptional();

/** From the host to the frame. */
export const hostMessage = z.discriminatedUnion('type', [
  /** What does the frame see? → `state`. */
  z.strictObject({ type: z.literal('status'), id, scope }),
  /** Make a PKCE challenge for a flow outside the frame (popup, redirect, FedCM). → `challenge`. Kept until `code`, 10 minutes at the most. */
  z.strictObject({ type: z.literal('begin'), id, scope, redirect_uri: z.string().max(2048) }),
  /** The answer of that flow: the frame redeems the code. → `token`. `state` must be the challenge's, `iss` the server's (RFC 9207). */
  z.strictObject({ type: z.literal('code'), id, code: z.string().max(4096), state: z.string().max(256), iss: z.string().max(2048) }),
  /** Sign in inside the frame: silently when all is granted, else by the compact consent. → `token` or `ui`. */
  z.strictObject({ type: z.literal('authorize'), id, scope, interactive: z.boolean(), account }),
  /** Ask the browser for the cookies that it keeps from frames (Storage Access), if it gives them without asking anybody. → `state`. */
  z.strictObject({ type: z.literal('access'), id, scope }),
  /** → `token`, or `error` not_signed_in. */
  z.strictObject({ type: z.literal('refresh'), id }),
  /** A DPoP proof (RFC 9449 §4.2) for one request of the host. → `proof`. */
  z.strictObject({ type: z.literal('sign'), id, htm: z.string().max(10), htu: z.string().max(4096), ath: z.string().max(64) }),
  /** Forget tokens and key here and revoke them at the server. → `done`. */
  z.strictObject({ type: z.literal('logout'), id }),
  /** The host closed the panel. → `done`. */
  z.strictObject({ type: z.literal('cancel'), id }),
]);

export const frameState = z.strictObject({
  /** A refresh token is kept here. */
  signed_in: z.boolean(),
  /** Whose session the frame sees, if any. */
  account: profile.nullable(),
  /** Where it sees several: `account`, and those others who allow this app something already. Of the rest a page learns nothing. */
  accounts: z.array(profile).exactOptional(),
  /** The session that it sees is this app's own on this site: signing in again needs nobody's click. */
  silent: z.boolean(),
  /** The browser lets the frame keep nothing: a sign-in ends with the page. */
  storage: z.literal('blocked').exactOptional(),
  /** Scopes asked for that are not granted yet; empty means that one silent step suffices. */
  missing: z.array(z.string()),
  /** The frame may show its one-tap consent for them (sign-in.md, "One tap in the frame"). */
  one_tap: z.boolean(),
  /** `scopes`: what is asked for where the page names none. */
  app: z.strictObject({ name: z.string(), redirect_uris: z.array(z.string()), scopes: z.array(z.string()) }),
});

/** What the person is asked just now. */
const asks = z.enum(['new_user', 'passkey', 'first_consent', 'incremental_consent']);

/** From the frame to the host. */
export const frameMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), nonce: z.string(), server: z.string() }),
  z.strictObject({ type: z.literal('state'), id, state: frameState }),
  z.strictObject({ type: z.literal('challenge'), id, code_challenge: z.string(), dpop_jkt: z.string(), state: z.string() }),
  z.strictObject({ type: z.literal('token'), id, token: accessToken }),
  z.strictObject({ type: z.literal('proof'), id, proof: z.string() }),
  z.strictObject({ type: z.literal('done'), id }),
  /** The panel's wanted height in CSS pixels, 0 to hide it; or the frame cannot do it here and which way to go instead. */
  z.strictObject({
    type: z.literal('ui'),
    id: id.optional(),
    height: z.number().optional(),
    popup_required: z.boolean().optional(),
    redirect_required: z.boolean().optional(),
    asks: asks.optional(),
  }),
  /** Another tab of this site signed in: ask for a token. */
  z.strictObject({ type: z.literal('began') }),
  /** Another tab or the server ended the sign-in. `expired`: it has lasted as long as it may; `revoked`: ended elsewhere. */
  z.strictObject({ type: z.literal('ended'), why: z.enum(['expired', 'revoked']).exactOptional() }),
  z.strictObject({
    type: z.literal('error'),
    id: id.optional(),
    error: z.string(),
    message: z.string(),
    request_id: z.string().optional(),
  }),
]);

/** From the popup's last page to its opener, at exactly the origin that the popup was opened for. */
export const popupMessage = z.strictObject({
  v: z.literal(VIBE_AUTH),
  type: z.literal('code'),
  code: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
  state: z.string(),
  iss: z.string(),
});

/** From a page in the popup to its opener, at that origin too: for the tag to say what goes on in there. Decides nothing. */
export const popupAsks = z.strictObject({ v: z.literal(VIBE_AUTH), type: z.literal('asks'), asks });

export type InitMessage = z.infer<typeof initMessage>;
export type HostMessage = z.infer<typeof hostMessage>;
export type FrameMessage = z.infer<typeof frameMessage>;
export type FrameState = z.infer<typeof frameState>;
export type PopupMessage = z.infer<typeof popupMessage>;
export type PopupAsks = z.infer<typeof popupAsks>;
