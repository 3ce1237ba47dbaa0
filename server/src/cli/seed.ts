import type { Scope } from '@vibe/shared';
import { publicRead } from '@vibe/shared';
import type { AppContext, Services } from '../platform/context.ts';
import { createDocument } from '../rooms/documents/index.ts';
import { createAccount, findAccountByHandle } from '../rooms/identity/index.ts';

/** Two people to try things with; made once. */
export const demoPeople = [
  { handle: 'ada', name: 'Ada Lovelace' },
  { handle: 'grace', name: 'Grace Hopper' },
] as const;

const posts = [
  { by: 'ada', text: 'The Analytical Engine weaves algebraic patterns just as the Jacquard loom weaves flowers and leaves.' },
  { by: 'grace', text: 'A ship in port is safe, but that is not what ships are built for.' },
  {
    by: 'ada',
    text: 'This post is mine: it lies in my own documents, and Feeds only shows it. Withdraw its consent and it stays with me.',
  },
  { by: 'grace', text: 'Open this page in two browsers, sign in as two people, and write something. It arrives before you look up.' },
] as const;

/** Makes the demo people and their first posts, each through the same doors as a real one. */
export async function seed(services: Services): Promise<void> {
  for (const person of demoPeople) {
    if (await findAccountByHandle(services, person.handle)) continue;
    const { did } = await createAccount(services, person);
    const context = actingAs(services, did, 'feeds');
    for (const [index, post] of posts.entries()) {
      if (post.by !== person.handle) continue;
      await createDocument(context, {
        collection: 'feeds/posts',
        id: `welcome-${index}`,
        body: { text: post.text },
        acl: { read: { allow: [...(publicRead.read?.allow ?? [])], deny: [] } },
      });
    }
  }
}

/** The operator at work for someone, through an app: what `vibe dev` seeds with. No token is made. */
function actingAs(services: Services, did: AppContext['asker']['did'], appId: string): AppContext {
  return {
    ...services,
    asker: { kind: 'app', did, appId, scopes: new Set<Scope>(['documents:read', 'documents:write']), grantId: 'operator' },
    requestId: 'operator',
    signal: undefined,
    userAgent: 'vibe',
    ip: '',
    cookies: {},
    setHeader: () => {},
  };
}
