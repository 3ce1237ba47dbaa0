import type { AppManifestInput } from '@vibe/shared';

/** What all processes of the query bench know: one app and its collections. Nothing in `posts` is for everyone, everything in `news` is. */
export const posts = 'feeds/posts' as const;
export const news = 'feeds/news' as const;
export const people = 'feeds/people' as const;
export const notes = 'feeds/notes' as const;

export const statuses = ['open', 'done', 'late', 'idea', 'gone'] as const;
/** Likes go from 0 to one less. */
export const LIKES = 10_000;
/** Owners beside the bench's people. */
export const OWNERS = 2_000;
/** Documents of the one who has some, whatever the database holds. */
export const OWN = 200;
/** Notes of 1 KB of the one who pulls. */
export const PULLED = 10_000;

export const readers = ['third', 'few', 'nobody', 'owner', 'puller', 'issuer'] as const;
/** third sees 30 % of the posts, few 0.1 %, nobody none; owner has OWN of their own, puller PULLED notes; issuer certifies. */
export type ReaderName = (typeof readers)[number];
export interface BenchReader {
  readonly did: string;
  readonly token: string;
}
export interface BenchReaders {
  readonly port: number;
  readonly readers: Record<ReaderName, BenchReader>;
  /** What 30 % of the posts name in their ACLs: a certificate that third holds. */
  readonly member: string;
  /** By name, how the database calls the indexes of the posts. */
  readonly indexes: Readonly<Record<string, string>>;
}

const schema = {
  type: 'object',
  properties: {
    text: { type: 'string', maxLength: 2_000 },
    status: { type: 'string', maxLength: 20 },
    likes: { type: 'integer' },
    tags: { type: 'array', items: { type: 'string' } },
    author: { type: 'object' },
  },
  required: ['text'],
};

export const manifest: AppManifestInput = {
  id: 'feeds',
  name: 'Feeds',
  origins: ['http://feeds.localhost:4000'],
  scopes: ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write'],
  collections: {
    posts: {
      schema,
      purpose: 'Posts',
      indexes: { byStatus: 'status', byLikes: 'likes' },
      relations: { author: { field: 'author', collection: 'people' } },
    },
    news: { schema, purpose: 'News', public: true },
    people: { schema: { type: 'object', properties: { name: { type: 'string' } } }, purpose: 'People', public: true },
    notes: { schema, purpose: 'Notes' },
  },
};
