import type { Did } from '@vibe/client';

/** Who may read a post, as far as the reader may know. */
export type Audience =
  | { readonly to: 'everyone' }
  | { readonly to: 'me' }
  | { readonly to: 'people'; readonly dids: readonly Did[] }
  /** Shared with the reader by its author; who else may read it is the author's business. */
  | { readonly to: 'reader' };

export interface Post {
  /** Ids are unique per owner only, so a list needs both. */
  readonly key: string;
  readonly id: string;
  readonly owner: Did;
  readonly rev: string;
  readonly text: string;
  readonly audience: Audience;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export const postKey = (owner: Did, id: string): string => `${owner} ${id}`;

/** What a person reads as one character counts once, as the server counts (JSON Schema 2020-12 validation §6.3.1). */
export const textLength = (text: string): number => [...text].length;
export const maxTextLength = 500;
