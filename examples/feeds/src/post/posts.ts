import { ownerOnly, publicRead, sharedWith, type VibeDocument } from '@vibe/client';
import type { Draft } from '../outbox/outbox.state.ts';
import type { Page } from '../timeline/timeline.state.ts';
import { vibe } from '../vibe.ts';
import { type Audience, type Post, postKey } from './post.model.ts';

export type Scope = 'public' | 'shared' | 'own';

const posts = vibe.collection('posts');
const pageSize = 20;

const aclOf = (audience: Audience) => (audience.to === 'everyone' ? publicRead : audience.to === 'people' ? sharedWith(...audience.dids) : ownerOnly);

/** Authors see whom they chose; readers only how the post reached them. */
function audienceOf(document: VibeDocument<{ text: string }>, scope: Scope): Audience {
  if (!document.acl) return scope === 'public' ? { to: 'everyone' } : { to: 'reader' };
  const readers = document.acl.read?.allow ?? [];
  if (readers.includes('*')) return { to: 'everyone' };
  return readers.length === 0 ? { to: 'me' } : { to: 'people', dids: readers.filter((each) => each !== '*') };
}

const postFrom = (document: VibeDocument<{ text: string }>, scope: Scope): Post => ({
  key: postKey(document.owner, document.id),
  id: document.id,
  owner: document.owner,
  rev: document.rev,
  text: document.body.text,
  audience: audienceOf(document, scope),
  createdAt: document.createdAt,
});

/** One page, newest first. */
export async function listPosts(scope: Scope, options: { cursor?: string; signal?: AbortSignal } = {}): Promise<Page> {
  const page = await posts.find({ scope, limit: pageSize, ...options });
  return { posts: page.documents.map((each) => postFrom(each, scope)), cursor: page.cursor };
}

export const createPost = async ({ id, text, audience }: Draft): Promise<Post> =>
  postFrom(await posts.create({ text }, { id, acl: aclOf(audience) }), 'own');

export const removePost = (post: Post): Promise<void> => posts.remove(post);

export type PostEvent =
  | { readonly type: 'put'; readonly post: Post }
  | { readonly type: 'gone'; readonly key: string }
  /** The list may lack something: read it again. */
  | { readonly type: 'stale' };

/** What happens to the posts of a timeline, until `signal` is aborted. */
export function watchPosts(scope: Scope, on: (event: PostEvent) => void, signal: AbortSignal): void {
  posts.subscribe({
    scope,
    signal,
    onEvent(event: import('@vibe/client').LiveEvent<{ text: string }>) {
      if (event.type === 'put') on({ type: 'put', post: postFrom(event.document, scope) });
      else if (event.type === 'gone') on({ type: 'gone', key: postKey(event.owner, event.id) });
      else on({ type: 'stale' });
    },
  });
}
