import { attacks, authorization, type Defence, frame, testIn, tokens } from './defence.ts';

const provider = 'server/src/rooms/oauth/provider.ts';
const adapter = 'server/src/rooms/oauth/adapter.ts';

/** From the request to the code and the tokens. */
export const authorizationDefences: readonly Defence[] = [
  {
    attack: 'open redirect',
    without: 'the address after signing out need not be registered',
    edits: [
      {
        file: 'server/src/http/oauth-logout.ts',
        old: 'if (!app || !postLogoutUris(app).includes(asked))',
        new: 'if (!URL.canParse(asked))',
      },
    ],
    test: testIn('tests/oauth/logout.pg.test.ts')('it leads to registered addresses only'),
  },
  {
    attack: 'open redirect',
    without: 'the sign-in page goes on to any site',
    edits: [
      {
        file: 'server/src/http/continuation.ts',
        old: 'if (origin === undefined || !(await isRegisteredOrigin(services, origin))) return undefined;',
        new: 'if (origin === undefined) return undefined;',
      },
    ],
    test: testIn('tests/web/pages-sign-in.test.ts')('the page leads nowhere but here and to registered apps'),
  },
  {
    attack: 'redirect mismatch',
    without: 'the engine takes any redirect URI',
    edits: [
      {
        file: provider,
        old: '  // The issuer is fixed, and so is what is behind it',
        new: '  Object.assign(provider.Client.prototype, { redirectUriAllowed: () => true });\n  // The issuer is fixed, and so is what is behind it',
      },
    ],
    test: authorization('a redirect URI that is not registered gets neither a code nor a redirect'),
  },
  {
    attack: 'code injection',
    without: 'a code from the frame’s route is bound to no key',
    edits: [{ file: 'server/src/rooms/oauth/direct-codes.ts', old: '    dpopJkt: binding.dpop_jkt,\n', new: '' }],
    test: frame('the code is bound to the frame’s key and verifier'),
  },
  {
    attack: 'code replay',
    without: 'a used code is not remembered as used',
    edits: [
      {
        file: adapter,
        old: 'if (await consumeRecord(db, model, hashOf(id), now())) return;',
        new: 'await consumeRecord(db, model, hashOf(id), now());\n        return;',
      },
      {
        file: adapter,
        old: 'record.consumed_at && { consumed: Math.floor(record.consumed_at.getTime() / 1_000) }',
        new: 'undefined',
      },
    ],
    test: tokens('a code that is used twice ends what the first use gave, and only that'),
  },
  {
    attack: 'code replay',
    without: 'who loses the race for a code is told nothing',
    edits: [
      {
        file: adapter,
        old: 'if (await consumeRecord(db, model, hashOf(id), now())) return;',
        new: 'await consumeRecord(db, model, hashOf(id), now());\n        return;',
      },
    ],
    test: testIn('server/src/rooms/oauth/adapter.pg.test.ts')(
      'of many who consume a code at once one succeeds, and the others end its grant',
    ),
  },
  {
    attack: 'PKCE downgrade',
    without: 'a request needs no challenge',
    edits: [{ file: provider, old: 'pkce: { required: () => true }', new: 'pkce: { required: () => false }' }],
    test: authorization('no PKCE, half of it, and plain PKCE are refused'),
  },
  {
    attack: 'mix-up',
    without: 'the frame takes any issuer’s answer',
    edits: [{ file: 'widget/src/frame/flows.ts', old: 'if (iss !== server) throw', new: 'if (iss === undefined) throw' }],
    test: testIn('widget/src/frame/flows.test.ts')(
      'the answer of another issuer is refused, and the flow is still there for the right one',
    ),
  },
  {
    attack: 'CSRF on login',
    without: 'a page elsewhere gets cookies set',
    edits: [
      {
        file: 'server/src/http/trpc-route.ts',
        old: "if (name === 'set-cookie' && isFromElsewhere(services.publicUrl, incoming.headers)) throw notHere();",
        new: "if (name === 'x' && isFromElsewhere(services.publicUrl, incoming.headers)) throw notHere();",
      },
    ],
    test: attacks('login CSRF: no form and no page elsewhere signs a browser in, or sets any cookie'),
  },
  {
    attack: 'CSRF on consent',
    without: 'a decision counts from any page',
    edits: [
      {
        file: 'server/src/http/oauth-routes.ts',
        old: '  requireSameOrigin(services, req);\n  const input = decisionInput',
        new: '  const input = decisionInput',
      },
    ],
    test: testIn('tests/oauth/interactions.pg.test.ts')('a decision counts only from Vibe’s own page, in the browser that was asked'),
  },
  {
    attack: 'CSRF on consent',
    without: 'the frame’s routes answer any page',
    edits: [
      {
        file: 'server/src/http/oauth-routes.ts',
        old: '  requireSameOrigin(services, req);\n  const input = frameAuthorizeInput',
        new: '  const input = frameAuthorizeInput',
      },
    ],
    test: frame('other sites cannot ask, nor approve, whatever cookies come along'),
  },
  {
    attack: 'refresh replay',
    without: 'a refresh token without a key is good for ever',
    edits: [
      {
        file: provider,
        old: 'rotateRefreshToken: (ctx) => !ctx.oidc.entities.RefreshToken?.isSenderConstrained()',
        new: 'rotateRefreshToken: () => false',
      },
    ],
    test: testIn('tests/oauth/code-flow.pg.test.ts')(
      'without a key the refresh token rotates, its lifetime does not grow, and using an old one ends the sign-in',
    ),
  },
  {
    attack: 'session fixation',
    without: 'the engine’s own session counts, whoever is signed in',
    edits: [
      {
        file: 'server/src/rooms/oauth/interaction-policy.ts',
        old: 'return mine !== undefined && mine.did === ctx.oidc.session?.accountId ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;',
        new: 'return mine === undefined ? Check.NO_NEED_TO_PROMPT : Check.NO_NEED_TO_PROMPT;',
      },
      {
        file: 'server/src/rooms/oauth/engine-session.ts',
        old: 'if (engine.accountId === mine?.did && engine.loginTs === loginTs) return;',
        new: 'if (engine.accountId !== undefined) return;',
      },
    ],
    test: attacks('session fixation: the engine’s cookies of somebody else, planted before, give a code for who is signed in'),
  },
];
