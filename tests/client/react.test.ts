import { createVibe } from '@vibe/client';
import { useAuth, useQuery } from '@vibe/client/react';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test, vi } from 'vitest';

test('rendered on a server, a list is loading and nobody is there; nothing is asked of Vibe', () => {
  const fetch = vi.fn<typeof globalThis.fetch>();
  const vibe = createVibe({ server: 'https://vibe.example', app: 'notes', fetch });
  function Page() {
    const { documents, loading, error, hasMore } = useQuery(vibe.collection('notes'));
    const { state, profile } = useAuth(vibe);
    return JSON.stringify({ documents, loading, error, hasMore, state, profile });
  }
  const html = renderToString(createElement(Page)).replaceAll('&quot;', '"');
  expect(JSON.parse(html)).toEqual({ loading: true, hasMore: false, state: { at: 'loading' } });
  expect(fetch).not.toHaveBeenCalled();
});
