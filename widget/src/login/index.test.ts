import { expect, test } from 'vitest';

test('a server that renders pages may import it: there are no elements, and nothing happens', async () => {
  expect(globalThis.HTMLElement).toBeUndefined();
  const { VibeLogin, VibeSignOutEvent } = await import('./index.ts');
  expect(VibeLogin.observedAttributes).toContain('app');
  expect(new VibeSignOutEvent().type).toBe('vibe-signout');
});
