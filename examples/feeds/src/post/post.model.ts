import type { LiveDocument, VibeDocument } from '@vibe/client';
import type { CollectionBody } from '@vibe/client/manifest';
import type { app } from '../../vibe.config.ts';

export type Reply = VibeDocument<CollectionBody<typeof app, 'replies'>>;
/** A post as Vibe keeps it, with its replies, newest first; `pending` while it is on its way. */
export type Post = LiveDocument<CollectionBody<typeof app, 'posts'>, { readonly replies: readonly Reply[] }>;

/** Ids are unique per owner only, so a list needs both. */
export const postKey = ({ owner, id }: Pick<Post, 'owner' | 'id'>): string => `${owner} ${id}`;

export const maxTextLength = 500;
/** What a person reads as one character counts once, as the server counts (JSON Schema 2020-12 validation §6.3.1). */
export const textLength = (text: string): number => [...text].length;
/** Something besides white space, and not too much of it. */
export function isPostable(text: string): boolean {
  const length = textLength(text.trim());
  return length > 0 && length <= maxTextLength;
}
