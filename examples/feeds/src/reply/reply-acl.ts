import { type AclInput, sharedWith } from '@vibe/client';
import { type Audience, aclOf } from '../post/audience.ts';
import type { Post } from '../post/post.model.ts';

/** Whoever may read a post may read what is said to it, as far as the one who replies knows: under a post shared with them they know its author alone. */
export const replyAcl = (post: Pick<Post, 'owner'>, audience: Audience): AclInput =>
  audience.to === 'reader' ? sharedWith(post.owner) : aclOf(audience);
