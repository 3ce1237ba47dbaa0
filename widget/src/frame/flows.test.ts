import { expect, test } from 'vitest';
import { flows } from './flows.ts';
import type { Flow, Keep } from './keep.ts';

const server = 'https://vibe.example';

test('the answer of another issuer is refused, and the flow is still there for the right one', async () => {
  const kept = new Map<string, Flow>();
  const keep = {
    saveFlow: async (state: string, flow: Flow) => void kept.set(state, flow),
    takeFlow: async (state: string) => kept.get(state),
  } as Partial<Keep> as Keep;
  const { begin, finish } = flows(server, keep);
  const { state } = await begin(`${server}/oauth/frame`);
  for (const iss of ['https://evil.example', `${server}/`, 'http://vibe.example', ''])
    await expect(finish(state, iss)).rejects.toMatchObject({ code: 'bad_answer' });
  await expect(finish(state, server)).resolves.toMatchObject({ redirectUri: `${server}/oauth/frame` });
});
