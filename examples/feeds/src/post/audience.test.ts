import { expect, test } from 'vitest';
import { aclOf, audienceOf, type ChosenAudience } from './audience.ts';

const rule = (allow: ('*' | `did:${string}:${string}`)[]) => ({ acl: { read: { allow, deny: [] } } });

test.each<[ChosenAudience]>([[{ to: 'everyone' }], [{ to: 'me' }], [{ to: 'people', dids: ['did:web:grace.example'] }]])(
  'what an author chose is what they read on the post: %o',
  (audience) => {
    const allow = aclOf(audience).read?.allow;
    expect(audienceOf(allow ? rule([...allow] as ('*' | `did:${string}:${string}`)[]) : { acl: {} }, 'own')).toEqual(audience);
  },
);

test('a reader, who does not see the rules, knows how the post came to them', () => {
  expect(audienceOf({}, 'public')).toEqual({ to: 'everyone' });
  expect(audienceOf({}, 'shared')).toEqual({ to: 'reader' });
});

test('a post for everyone says so, whomever else it names', () => {
  expect(audienceOf(rule(['did:web:grace.example', '*']), 'own')).toEqual({ to: 'everyone' });
});
