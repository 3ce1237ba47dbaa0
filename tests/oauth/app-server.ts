import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect } from 'vitest';
import { backchannelLogout } from '../../server/src/rooms/oauth/oauth.limits.ts';

export interface Received {
  readonly path: string;
  readonly type: string | undefined;
  readonly token: string;
}

/** The app's own server, which takes logout tokens. */
export async function appServer() {
  const received: Received[] = [];
  const app: { url: string; answer: number | RequestListener; received: Received[]; close(): void } = {
    url: '',
    answer: 200,
    received,
    close: () => void server.close(),
  };
  const server = createServer((request, response) => {
    if (typeof app.answer === 'function') return app.answer(request, response);
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        type: request.headers['content-type'],
        token: new URLSearchParams(body).get('logout_token') ?? '',
      });
      response.writeHead(app.answer as number, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  app.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return app;
}

/** What an app that knows its rules finds in a logout token (§2.6). */
export async function verified(server: string, { token }: Received, audience: string) {
  const keys = createRemoteJWKSet(new URL(`${server}/oauth/jwks`));
  const { payload } = await jwtVerify(token, keys, { issuer: server, audience, typ: 'logout+jwt', algorithms: ['ES256'] });
  expect(payload.events).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
  expect(payload).not.toHaveProperty('nonce');
  expect(payload.jti).toMatch(/./);
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(backchannelLogout.tokenSeconds);
  return payload;
}
