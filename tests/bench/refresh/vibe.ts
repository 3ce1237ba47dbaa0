import { createHash, generateKeyPairSync } from 'node:crypto';
import type { Did } from '@vibe/shared';
import { createApp } from '../../../server/src/http/app.ts';
import { bind } from '../../../server/src/http/bind.ts';
import { systemClock } from '../../../server/src/platform/clock.ts';
import type { Services } from '../../../server/src/platform/context.ts';
import { openDatabase } from '../../../server/src/platform/database.ts';
import { createLifetime } from '../../../server/src/platform/lifetime.ts';
import { openLog } from '../../../server/src/platform/log.ts';
import { createSealer } from '../../../server/src/platform/sealer.ts';
import { pushApp } from '../../../server/src/rooms/apps/index.ts';
import { allow } from '../../../server/src/rooms/consent/index.ts';
import { createAccount } from '../../../server/src/rooms/identity/index.ts';
import { authorizationServer } from '../../../server/src/rooms/oauth/index.ts';
import { stand } from '../pinned.ts';
import type { Device } from './devices.ts';

/** The whole server, with so many devices signed in to one app, each with a refresh token bound to a key of its own. */
const [url = '', count = '100'] = process.argv.slice(2);
const log = openLog('info', { write: () => {} });
const server = await bind('127.0.0.1', 0);
const publicUrl = `http://localhost:${server.port}`;
const services: Services = {
  database: openDatabase({ url, log }),
  clock: systemClock,
  log,
  sealer: createSealer(Buffer.alloc(32, 7)),
  lifetime: createLifetime(),
  publicUrl,
};
server.serve(createApp(services, { requestsPerTenSeconds: 0 }));
const scopes = ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write'] as const;
const app = await pushApp(services, { id: 'feeds', name: 'Feeds', origins: ['http://feeds.localhost:4000'], scopes: [...scopes] });
const { provider } = await authorizationServer(services).engine();
const client = await provider.Client.find('feeds');
if (!client) throw new Error('no client');

const devices: Device[] = [];
for (let at = 0; at < Number(count); at++) {
  const { did } = await createAccount(services, { handle: `person-${at}`, name: `Person ${at}` });
  await allow(services, { did: did as Did, app, scopes, how: 'operator' });
  const grant = new provider.Grant({ accountId: did, clientId: 'feeds' });
  grant.addOIDCScope('openid offline_access');
  grant.addResourceScope(publicUrl, 'profile documents:read documents:write');
  const grantId = await grant.save();
  await services.database.system.insertInto('oauth_grants').values({ id: grantId, owner_did: did, app_id: app.id }).execute();
  const privateJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const { crv, kty, x, y } = privateJwk;
  const token = new provider.RefreshToken({
    accountId: did,
    client,
    grantId,
    scope: scopes.join(' '),
    resource: publicUrl,
    gty: 'authorization_code',
    authTime: Math.floor(Date.now() / 1_000),
    iiat: Math.floor(Date.now() / 1_000),
    rotations: 0,
    expiresWithSession: false,
  } as ConstructorParameters<typeof provider.RefreshToken>[0]);
  Object.assign(token, { jkt: createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url') });
  devices.push({ refreshToken: await token.save(), privateJwk });
}
stand({ port: server.port, devices });
