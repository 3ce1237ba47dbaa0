import { type AclInput, type Did, ownerOnly, publicRead, sharedWith } from '@vibe/client';
import type { Post } from './post.model.ts';

/** Who may read a post, as far as the reader may know. */
export type Audience =
  | { readonly to: 'everyone' }
  | { readonly to: 'me' }
  | { readonly to: 'people'; readonly dids: readonly Did[] }
  /** Shared with the reader by its author; who else may read it is the author's business. */
  | { readonly to: 'reader' };

/** What an author can choose. */
export type ChosenAudience = Exclude<Audience, { to: 'reader' }>;

export function aclOf(audience: ChosenAudience): AclInput {
  switch (audience.to) {
    case 'everyone':
      return publicRead;
    case 'me':
      return ownerOnly;
    case 'people':
      return sharedWith(...audience.dids);
  }
}

/** Only authors see the rules of a post. What others see was published, or shared with them. */
export function audienceOf(post: Pick<Post, 'acl'>, listedIn: 'public' | 'shared' | 'own'): Audience {
  if (!post.acl) return listedIn === 'public' ? { to: 'everyone' } : { to: 'reader' };
  const readers = post.acl.read?.allow ?? [];
  if (readers.includes('*')) return { to: 'everyone' };
  const dids = readers.filter((each): each is Did => typeof each === 'string' && each !== '*');
  return dids.length === 0 ? { to: 'me' } : { to: 'people', dids };
}
