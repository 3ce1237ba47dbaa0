import { collection, defineApp } from '@vibe/client/manifest';
import { z } from 'zod';

/** As written, line breaks kept; something besides white space. */
const text = z.string().min(1).max(500).regex(/\S/);

/** What Feeds says of itself: `vibe app push` sends it to the server. The browser's bundle takes only its type. */
export const app = defineApp({
  id: 'feeds',
  name: 'Feeds',
  description: 'Short posts for everyone, for one person, or only for you.',
  // `vibe dev` and `vibe app push --origin …` replace these with where the app really runs.
  origins: ['http://feeds.localhost:3001'],
  scopes: ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write'],
  collections: {
    posts: collection(z.strictObject({ text }), {
      purpose: 'Your posts, each read by whom you choose',
      public: true,
      defaultAcl: { read: { allow: ['*'] } },
      search: { fields: ['text'] },
      relations: { replies: { from: 'replies', field: 'post' } },
    }),
    // A reply is its writer's, not the post's: it only says which post it is about.
    replies: collection(z.strictObject({ text, post: z.strictObject({ did: z.string(), collection: z.string(), id: z.string() }) }), {
      purpose: 'What you reply to posts',
      public: true,
      defaultAcl: { read: { allow: ['*'] } },
      indexes: { post: 'post' },
    }),
  },
});
