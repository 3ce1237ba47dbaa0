export { SessionError, type SessionErrorCode } from './errors.ts';
export { sharedSession } from './shared-session.ts';
export type { SessionOptions, SessionState, SignedIn, SignedOut, SignInMode, SignInOptions, SignInStep, VibeSession } from './types.ts';
