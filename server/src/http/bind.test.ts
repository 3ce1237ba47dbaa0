import { expect, test } from 'vitest';
import { bind } from './bind.ts';

test('a request that comes between binding and serving is answered', async () => {
  const server = await bind('127.0.0.1', 0);
  const answer = fetch(`http://127.0.0.1:${server.port}/`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  server.serve((_request, response) => void response.end('hello'));
  expect(await (await answer).text()).toBe('hello');
  expect(await (await fetch(`http://127.0.0.1:${server.port}/`)).text()).toBe('hello');
  await server.close(0);
});

test('a taken port is said at once', async () => {
  const first = await bind('127.0.0.1', 0);
  await expect(bind('127.0.0.1', first.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close(0);
});
