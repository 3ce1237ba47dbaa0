import { expect, test } from 'vitest';
import { replyAcl } from './reply-acl.ts';

const post = { owner: 'did:web:ada.example' } as const;

test('a reply is for those whom the post is for', () => {
  expect(replyAcl(post, { to: 'everyone' })).toEqual({ read: { allow: ['*'] } });
  expect(replyAcl(post, { to: 'people', dids: ['did:web:grace.example'] })).toEqual({ read: { allow: ['did:web:grace.example'] } });
  expect(replyAcl(post, { to: 'me' })).toEqual({});
});

test('under a post that was shared with oneself, for its author', () => {
  expect(replyAcl(post, { to: 'reader' })).toEqual({ read: { allow: ['did:web:ada.example'] } });
});
