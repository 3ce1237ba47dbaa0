import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { envToCfg, envToSecrets, PDS } from '@atproto/pds';
import { stand } from '../pinned.ts';

/*
 * The AT Protocol's PDS with its OAuth provider. Its SQLite is libsql, which has the interface of better-sqlite3 and comes compiled. A directory of
 * DIDs (PLC) of our own takes what it registers. Tokens are made through the provider's own manager, not through its pages.
 */
const [count] = process.argv.slice(2);
const registered = new Map();
const directory = createServer(async (req, res) => {
  let body = '';
  for await (const chunk of req) body += chunk;
  const did = decodeURIComponent(req.url.split('/')[1]);
  if (req.method === 'POST') registered.set(did, JSON.parse(body));
  const entry = registered.get(did);
  res.writeHead(entry ? 200 : 404, { 'content-type': 'application/json' });
  res.end(JSON.stringify(entry ? { '@context': [], id: did, alsoKnownAs: entry.alsoKnownAs, verificationMethod: [], service: [] } : {}));
});
await new Promise((done) => directory.listen(0, '127.0.0.1', done));
const port = await new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address();
    probe.close(() => done(free));
  });
});

const folder = await mkdtemp(join(tmpdir(), 'vibe-bench-pds-'));
const secret = () => randomBytes(32).toString('hex');
const env = {
  port,
  hostname: 'localhost',
  devMode: true,
  dataDirectory: folder,
  blobstoreDiskLocation: join(folder, 'blobs'),
  didPlcUrl: `http://127.0.0.1:${directory.address().port}`,
  jwtSecret: secret(),
  adminPassword: secret(),
  dpopSecret: secret(),
  plcRotationKeyK256PrivateKeyHex: secret(),
  inviteRequired: false,
  serviceHandleDomains: ['.test'],
  handleBackupNameservers: [],
  trustedOAuthClients: [],
  crawlers: [],
  rateLimitsEnabled: false,
};
const pds = await PDS.create(envToCfg(env), envToSecrets(env));
await pds.start();

const { oauthProvider, cfg } = pds.ctx;
const client = await oauthProvider.clientManager.getClient('http://localhost?scope=atproto');

async function device(at) {
  const answer = await fetch(`http://localhost:${port}/xrpc/com.atproto.server.createAccount`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ handle: `person-${at}.test`, email: `person-${at}@example.com`, password: secret() }),
  });
  const { did } = await answer.json();
  const privateJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const { crv, kty, x, y } = privateJwk;
  const asked = {
    client_id: client.id,
    response_type: 'code',
    scope: 'atproto',
    dpop_jkt: createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url'),
    redirect_uri: 'http://127.0.0.1/',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  };
  const account = { did, pds: cfg.service.did };
  const from = { ipAddress: '127.0.0.1' };
  const { refresh_token: refreshToken } = await oauthProvider.tokenManager.createToken(
    client,
    { method: 'none' },
    from,
    account,
    null,
    asked,
    `cod-${secret()}`,
  );
  return { refreshToken, privateJwk };
}

const devices = [];
for (let at = 0; at < Number(count); at++) devices.push(await device(at));
stand({ port, path: '/oauth/token', clientId: client.id, wantsNonce: true, devices });
