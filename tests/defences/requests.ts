import { api, attacks, type Defence, testIn, tokens } from './defence.ts';

const dpop = 'server/src/rooms/oauth/dpop.ts';
const bound = api('a token bound to a key works with its proof only');

/** What any request has to pass. */
export const requestDefences: readonly Defence[] = [
  {
    attack: 'token substitution',
    without: 'the audience of a token is not looked at',
    edits: [
      {
        file: 'server/src/rooms/oauth/access-tokens.ts',
        old: "  if (aud !== publicUrl) throw invalid('is for another audience');\n",
        new: '',
      },
    ],
    test: api('forged tokens: wrong audience, wrong issuer, wrong type, no signature, another key, changed claims'),
  },
  {
    attack: 'token substitution',
    without: 'a token works on every app’s site',
    edits: [{ file: 'server/src/http/authenticate.ts', old: 'if (app?.origins.includes(origin)) return;', new: 'if (app) return;' }],
    test: attacks('token substitution: one app’s token works neither on another app’s site nor on its documents'),
  },
  {
    attack: 'DPoP replay',
    without: 'the API forgets which proofs it has seen',
    edits: [{ file: dpop, old: "throw invalid('was used before')", new: 'key.jkt.toString()' }],
    test: bound,
  },
  {
    attack: 'DPoP replay',
    without: 'the token endpoint forgets which proofs it has seen',
    edits: [
      {
        file: 'server/src/rooms/oauth/adapter.ts',
        old: 'find: async (id) => ((await claimOnce(db, model, hashOf(id), after(REPLAY_SECONDS))) ? undefined : { jti: id, exp: Infinity }),',
        new: 'find: async (id) => ((await claimOnce(db, model, hashOf(id), after(REPLAY_SECONDS))) ? undefined : undefined),',
      },
    ],
    test: tokens('a proof sent twice to the token endpoint is refused'),
  },
  {
    attack: 'DPoP with a wrong method or URL',
    without: 'a proof is for any method',
    edits: [{ file: dpop, old: "  if (htm !== method) throw invalid('is for another method');\n", new: '' }],
    test: bound,
  },
  {
    attack: 'DPoP with a wrong method or URL',
    without: 'a proof is for any address',
    edits: [{ file: dpop, old: '(htu !== url && withoutQuery(htu) !== url)', new: "(htu !== url && withoutQuery(htu) === '')" }],
    test: bound,
  },
  {
    attack: 'FedCM without Sec-Fetch-Dest',
    without: 'any page’s script may ask what the browser asks',
    edits: [
      {
        file: 'server/src/http/fedcm-routes.ts',
        old: "headers['sec-fetch-dest'] !== 'webidentity'",
        new: "headers['sec-fetch-dest'] === 'x'",
      },
    ],
    test: testIn('tests/oauth/fedcm.pg.test.ts')('no page may ask: without Sec-Fetch-Dest: webidentity nothing is said'),
  },
  {
    attack: 'session fixation',
    without: 'a sign-in keeps the cookies that were there',
    edits: [
      {
        file: 'server/src/rooms/identity/identity.sessions.ts',
        old: 'sessionId: before?.sessionId ?? ctx.clock.uuid(), tokens: newTokens(ctx) };',
        new: 'sessionId: before?.sessionId ?? ctx.clock.uuid(), tokens: { page: ctx.cookies.vibe || newTokens(ctx).page, frame: newTokens(ctx).frame } };',
      },
    ],
    test: testIn('server/src/rooms/identity/identity.sessions.pg.test.ts')('a cookie planted before the sign-in is worth nothing after it'),
  },
  {
    attack: 'path confusion',
    without: 'a door answers to whatever looks like its address',
    edits: [
      {
        file: 'server/src/http/oauth-routes.ts',
        old: "['GET', /^\\/oauth\\/logout$/, askLogout]",
        new: "['GET', /\\/oauth\\/logout/i, askLogout]",
      },
    ],
    test: attacks('path confusion: a door has one address'),
  },
  {
    attack: 'header injection',
    without: 'the engine believes the Host that a request names',
    edits: [{ file: 'server/src/rooms/oauth/authorization-server.ts', old: '      addressed(services.publicUrl, req);\n', new: '' }],
    test: attacks('header injection: what a proxy or a client adds changes neither issuer, nor links, nor where one is sent'),
  },
  {
    attack: 'header injection',
    without: 'what is echoed is put into the address as it came',
    edits: [
      {
        file: 'server/src/http/oauth-logout.ts',
        old: "if (state !== null) next.searchParams.set('state', state);\n  return { app, next: next.href };",
        new: "return { app, next: state === null ? next.href : next.href + '?state=' + state };",
      },
    ],
    test: attacks('header injection: a line break in what is echoed stays in its value'),
  },
  {
    attack: 'XSS through names',
    without: 'a name can end the script element that it stands in',
    edits: [{ file: 'server/src/http/html.ts', old: "JSON.stringify(value).replaceAll('<', '\\\\u003c')", new: 'JSON.stringify(value)' }],
    test: testIn('tests/server/pages.pg.test.ts')('what the frame is told cannot end the script element it stands in'),
  },
  {
    attack: 'oversized and malformed metadata',
    without: 'names may hold what turns a sentence round',
    edits: [{ file: 'shared/src/plain-text.ts', old: '/^[^\\p{Cc}\\p{Cs}\\u202a-\\u202e\\u2066-\\u2069]*$/u', new: '/^[^]*$/u' }],
    test: attacks('malformed manifests: names that rewrite the sentence, script addresses, wildcards and sheer size'),
  },
  {
    attack: 'oversized and malformed metadata',
    without: 'a body may have any size',
    edits: [{ file: 'server/src/http/read-body.ts', old: 'if (size > MOST_BYTES) throw', new: 'if (size < 0) throw' }],
    test: attacks('oversized and malformed requests are refused as such, and the server goes on'),
  },
  {
    attack: 'oversized and malformed metadata',
    without: 'a metadata document speaks for sites that are not its own',
    edits: [
      {
        file: 'server/src/rooms/apps/client-document.manifest.ts',
        old: 'if (!isOnSite(home, address)) throw',
        new: 'if (!isOnSite(home, home.href)) throw',
      },
    ],
    test: testIn('server/src/rooms/apps/apps.pg.test.ts')('is refused with %s, and not asked again for a while'),
  },
];
