import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { oauthProvider } from '@better-auth/oauth-provider';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';
import pg from 'pg';
import { stand } from '../pinned.ts';

/* better-auth as an OAuth provider on Postgres: JWT access tokens and ID tokens with ES256, DPoP, a public client. Set up through its own doors. */
const [url, count] = process.argv.slice(2);
const server = createServer((req, res) => handle(req, res));
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const { port } = server.address();
const base = `http://localhost:${port}`;
const options = {
  baseURL: base,
  secret: randomBytes(32).toString('hex'),
  database: new pg.Pool({ connectionString: url, max: 4 }),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
  plugins: [
    jwt({ jwks: { keyPairConfig: { alg: 'ES256' } } }),
    oauthProvider({
      loginPage: '/login',
      consentPage: '/consent',
      scopes: ['openid', 'profile', 'offline_access'],
      resources: [base],
      enforcePerClientResources: false,
      silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
    }),
  ],
};
const auth = betterAuth(options);
const handle = toNodeHandler(auth);
await (await getMigrations(options)).runMigrations();

const path = '/api/auth/oauth2/token';
const redirectUri = 'http://localhost:9/cb';
const call = (at, init = {}) => auth.handler(new Request(`${base}/api/auth${at}`, { ...init, headers: { origin: base, ...init.headers } }));
const json = (value) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

async function signUp(at) {
  const answer = await call(
    '/sign-up/email',
    json({ name: `Person ${at}`, email: `person-${at}@example.com`, password: randomBytes(12).toString('hex') }),
  );
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}

const cookies = [];
for (let at = 0; at < Number(count); at++) cookies.push(await signUp(at));
const { client_id: clientId } = await auth.api.adminCreateOAuthClient({
  headers: new Headers({ cookie: cookies[0] }),
  body: {
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: 'none',
    skip_consent: true,
    client_name: 'Feeds',
    grant_types: ['authorization_code', 'refresh_token'],
    application_type: 'native',
  },
});

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
function proof(privateKey, { crv, kty, x, y }) {
  const claims = { htm: 'POST', htu: base + path, iat: Math.floor(Date.now() / 1_000), jti: randomBytes(12).toString('hex') };
  const text = `${part({ typ: 'dpop+jwt', alg: 'ES256', jwk: { crv, kty, x, y } })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

async function device(cookie) {
  const verifier = randomBytes(32).toString('base64url');
  const asked = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile offline_access',
    state: randomBytes(16).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    resource: base,
  });
  const location = (await call(`/oauth2/authorize?${asked}`, { headers: { cookie } })).headers.get('location');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const privateJwk = privateKey.export({ format: 'jwk' });
  const form = {
    grant_type: 'authorization_code',
    client_id: clientId,
    code: new URL(location).searchParams.get('code'),
    code_verifier: verifier,
    redirect_uri: redirectUri,
    resource: base,
  };
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: { dpop: proof(privateKey, privateJwk) },
    body: new URLSearchParams(form),
  });
  const { refresh_token: refreshToken } = await answer.json();
  return { refreshToken, privateJwk };
}

const devices = [];
for (const cookie of cookies) devices.push(await device(cookie));
stand({ port, path, clientId, devices });
