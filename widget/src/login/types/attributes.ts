import type { SignInMode, VibeSession } from '@vibe/client/session';
import type { VibeEventMap } from '../events.ts';

/** What a template may set on <vibe-login>, whatever framework it is written for. */
export interface VibeLoginAttributes {
  /** The app's id, or the URL of its client metadata document. */
  app: string;
  /** Vibe's origin; left out: where login.js came from. */
  server?: string | undefined;
  /** Space-separated scopes; left out: what the app's manifest asks for, but the sensitive ones. */
  scope?: string | undefined;
  mode?: SignInMode | undefined;
  theme?: 'light' | 'dark' | 'auto' | undefined;
  session?: VibeSession | undefined;
}

/** `on…` for each event, as `Prefix` says: `onvibe-signin`, `on:vibe-signin`. */
export type Listeners<Prefix extends string> = {
  [Name in keyof VibeEventMap as `${Prefix}${Name}`]?: ((event: VibeEventMap[Name]) => void) | undefined;
};
