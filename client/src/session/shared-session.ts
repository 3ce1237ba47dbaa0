import { Session } from './session.ts';
import type { SessionOptions, VibeSession } from './types.ts';

const key = Symbol.for('vibe.session/1');
type Kept = { [key]?: Map<string, VibeSession> };

/**
 * One session for each server and app on a page, whoever asks: the tag and the client come in separate scripts and share one frame.
 * The scope of whoever came first is asked for; `signIn({ scope })` asks for another.
 */
export function sharedSession(options: SessionOptions): VibeSession {
  const page = globalThis as Kept;
  page[key] ??= new Map();
  const name = `${new URL(options.server).origin} ${options.app}`;
  const kept = page[key].get(name);
  if (kept) return kept;
  const session = new Session(options);
  page[key].set(name, session);
  return session;
}
