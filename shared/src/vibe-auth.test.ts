import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { popupRedirectUri } from './redirect-uris.ts';
import { frameMessage, hostMessage, initMessage, popupAsks, popupMessage } from './vibe-auth.ts';
import { VIBE_AUTH } from './vibe-auth-names.ts';

/** Tags and frames of different ages meet: a change of these shapes is a change of the version, so it must be made knowingly. */
test('the messages of vibe-auth/1 are the ones that others build against', () => {
  const shapes = [initMessage, hostMessage, frameMessage, popupMessage, popupAsks].map((schema) =>
    z.toJSONSchema(schema, { unrepresentable: 'any' }),
  );
  const hash = createHash('sha256').update(JSON.stringify(shapes)).digest('hex').slice(0, 16);
  expect({ version: VIBE_AUTH, hash }).toMatchInlineSnapshot(`
    {
      "hash": "0e9292a70169b0e5",
      "version": "vibe-auth/1",
    }
  `);
});

test('each origin has a popup address of its own', () => {
  const one = popupRedirectUri('https://vibe.example', 'https://app.example');
  expect(one).toBe('https://vibe.example/oauth/popup/aHR0cHM6Ly9hcHAuZXhhbXBsZQ');
  expect(popupRedirectUri('https://vibe.example', 'https://app.example:8443')).not.toBe(one);
});
