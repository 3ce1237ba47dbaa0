import { createHash, createPublicKey, generateKeyPairSync, type JsonWebKey, sign, verify } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { stand } from '../pinned.ts';

/*
 * The floor: bare node:http and pg. The statements that a refresh cannot do without (the token, its grant, the proof's first use) and the
 * signatures that it cannot do without (the proof's verified; the access token's and the ID token's made). No engine, no routes, no errors in words.
 */
const [url = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, options: '-c role=vibe_system', max: 4 });
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const sha = (text: string) => createHash('sha256').update(text).digest('base64url');
const ecdsa = { dsaEncoding: 'ieee-p1363' } as const;

const statements = {
  token: "select payload from oauth_records where model = 'RefreshToken' and id_hash = $1 and expires_at > now() and consumed_at is null",
  grant: 'select id from oauth_grants where id = $1 and ended_at is null',
  proof:
    "insert into oauth_records (model, id_hash, payload, expires_at) values ('ReplayDetection', $1, '{}', now() + interval '11 minutes') on conflict do nothing returning 1",
};
const one = async (name: keyof typeof statements, value: string) =>
  (await pool.query({ name, text: statements[name], values: [value] })).rows[0];

async function answer(request: IncomingMessage): Promise<object> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const params = new URLSearchParams(text);
  const [header = '', claims = '', signature = ''] = String(request.headers.dpop).split('.');
  const { jwk } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { jwk: JsonWebKey };
  const { htm, iat, jti } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const proven = verify('sha256', Buffer.from(`${header}.${claims}`), { key, ...ecdsa }, Buffer.from(signature, 'base64url'));
  const jkt = sha(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }));
  const found = await one('token', sha(params.get('refresh_token') ?? ''));
  const grant = await one('grant', found.payload.grantId);
  if (!proven || htm !== 'POST' || Math.abs(Date.now() / 1_000 - iat) > 300 || !grant || found.payload.jkt !== jkt)
    throw new Error('refused');
  if (!(await one('proof', sha(`feeds${jti}`)))) throw new Error('replayed');
  const now = Math.floor(Date.now() / 1_000);
  const { accountId: sub, clientId: client_id, scope, resource: aud } = found.payload;
  const access = jws(
    { alg: 'ES256', typ: 'at+jwt' },
    { iss: aud, sub, aud, client_id, scope, gid: grant.id, iat: now, exp: now + 600, jti, cnf: { jkt } },
  );
  const id = jws({ alg: 'ES256' }, { iss: aud, sub, aud: client_id, iat: now, exp: now + 600 });
  return { access_token: access, id_token: id, token_type: 'DPoP', expires_in: 600, scope };
}

function jws(header: object, claims: object): string {
  const text = [header, claims].map((each) => Buffer.from(JSON.stringify(each)).toString('base64url')).join('.');
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, ...ecdsa }).toString('base64url')}`;
}

const server = createServer((request, response) => {
  answer(request).then(
    (value) => {
      const text = JSON.stringify(value);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
    },
    (error: Error) => response.writeHead(400, { 'content-length': Buffer.byteLength(error.message) }).end(error.message),
  );
}).listen(0, '127.0.0.1', () => stand({ port: (server.address() as AddressInfo).port }));
