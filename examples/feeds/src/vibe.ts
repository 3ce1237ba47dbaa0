import { createVibe, type Did, type Profile } from '@vibe/client';
import type { app } from '../vibe.config.ts';
import { createDirectory } from './people/directory.ts';

/** The server named in index.html. `vibe dev`, or VITE_VIBE_SERVER at build time, writes it there. */
export const server = document.querySelector<HTMLMetaElement>('meta[name=vibe-server]')?.content ?? '';
if (!URL.canParse(server)) throw new Error(`index.html must name Vibe's address, not "${server}": see "Which server" in README.md`);

export const vibe = createVibe<typeof app>({ server, app: 'feeds' });

export const posts = vibe.collection('posts');
export const replies = vibe.collection('replies');

export const people = createDirectory((dids: readonly Did[]) => vibe.people.profiles(dids));

/** Who has this handle; undefined when nobody has. */
export const findPerson = (handle: string, signal: AbortSignal): Promise<Profile | undefined> => vibe.people.find(handle, { signal });
