import type { Did, Scope, VibeError } from '@vibe/shared';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import type { Lifetime } from './lifetime.ts';
import type { Log } from './log.ts';
import type { Mailer } from './mailer.ts';
import type { Sealer } from './sealer.ts';

/** What the process has, made once at its start. */
export interface Services {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly lifetime: Lifetime;
  /** Undefined: this server sends no e-mail, and offers nothing that needs it. */
  readonly mailer?: Mailer | undefined;
  /** The server's origin: issuer, audience, host of the DIDs. */
  readonly publicUrl: string;
}

/** Who is asking. Decided once, in http/authenticate, from the request alone. */
export type Asker =
  /** Nobody is signed in. Reads what apps have published, under the app's DID. */
  | { readonly kind: 'visitor' }
  /** An app with a person's consent: an access token. */
  | { readonly kind: 'app'; readonly did: Did; readonly appId: string; readonly scopes: ReadonlySet<Scope>; readonly grantId: string }
  /** The person themself on Vibe's own pages: a session cookie from the same origin. */
  | { readonly kind: 'person'; readonly did: Did; readonly sessionId: string };

/** What an operation gets: the services, and who is asking. */
export interface Context extends Services {
  readonly asker: Asker;
  /** Credentials came along but do not hold: every procedure answers with this. */
  readonly refused?: VibeError | undefined;
  readonly requestId: string;
  readonly signal: AbortSignal | undefined;
  /** For the device list: what the request says of the browser and where it comes from. */
  readonly userAgent: string;
  readonly ip: string;
  /** Adds a response header, such as Set-Cookie. */
  readonly setHeader: (name: string, value: string) => void;
  /** Somebody keeps the answer until what it stands on changes (http/public-cache), and must hear of it before it is read. */
  readonly standsOn?: ((ground: Ground) => void) | undefined;
  /** The cookies that came with the request, by name. */
  readonly cookies: Readonly<Record<string, string>>;
}

/** A collection, as a version of its app's manifest has it; all that everyone may read there, or one document. */
export interface Ground {
  readonly appId: string;
  /** `undefined`: there is no such collection, and nobody is told when there is; such an answer is not kept. */
  readonly manifestVersion: number | undefined;
  readonly collection: string;
  readonly document?: { readonly owner: Did; readonly id: string } | undefined;
}

export type AppContext = Context & { readonly asker: Extract<Asker, { kind: 'app' }> };
export type PersonContext = Context & { readonly asker: Extract<Asker, { kind: 'person' }> };
