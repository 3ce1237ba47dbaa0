import type { Scope } from '@vibe/shared';

/** What the browser and the server know when somebody chose an account in the browser's dialog. */
export interface FedcmChoice {
  /** Asked for and not consented to yet. */
  readonly missing: readonly Scope[];
  /** Is any of that for the person to decide by itself? The dialog could only take all of it. */
  readonly needsPage: boolean;
  /** Is it sure that who asks is the app? */
  readonly assured: boolean;
  /** The dialog said what the site gets; it does so for newcomers only. */
  readonly disclosed: boolean;
  /** The browser chose, without the person. */
  readonly autoSelected: boolean;
}

/**
 * Where the way goes on: a code at once; a code and what was missing is allowed, since the dialog was the consent; Vibe's own page; or nowhere,
 * since nobody has tapped anything from which a window could be opened.
 */
export function fedcmWay({ missing, needsPage, assured, disclosed, autoSelected }: FedcmChoice): 'code' | 'allow' | 'page' | 'refuse' {
  if (assured && missing.length === 0) return 'code';
  if (autoSelected) return 'refuse';
  return assured && disclosed && !needsPage ? 'allow' : 'page';
}
