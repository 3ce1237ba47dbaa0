import { createVibe, type LiveDocument, publicRead } from '@vibe/client';
import { useAuth, useQuery } from '@vibe/client/react';
import { createElement as h, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

/** What the test hands to the page before it runs. */
declare global {
  interface Window {
    setup: { readonly server: string; readonly token: string };
    drawn: Record<string, number>;
  }
}

const { server, token } = window.setup;
const visitor = createVibe({ server, app: 'board' });
const alice = createVibe({ server, app: 'board', token });
window.drawn = {};

function Card({ text, pending }: { readonly text: string; readonly pending: boolean }) {
  window.drawn[text] = (window.drawn[text] ?? 0) + 1;
  return h('li', null, pending ? `${text} …` : text);
}

const item = ({ id, body, pending }: LiveDocument) => h(Card, { key: id, text: String(body.text), pending: pending === true });

function Cards({ vibe, name, limit }: { readonly vibe: typeof visitor; readonly name: string; readonly limit: number }) {
  const { documents, loading, error, hasMore, more } = useQuery(vibe.collection('cards'), { scope: 'public', limit });
  return h(
    'section',
    { 'aria-label': name },
    loading && h('p', null, 'loading'),
    error && h('p', { role: 'alert' }, error.code),
    h('ul', null, documents?.map(item)),
    hasMore && h('button', { type: 'button', onClick: () => void more() }, `more for ${name}`),
  );
}

function Page() {
  const [shown, show] = useState(true);
  const { state, profile } = useAuth(alice);
  return h(
    'main',
    null,
    h('p', { id: 'who' }, `${state.at} ${profile?.handle ?? ''}`),
    h(
      'button',
      { type: 'button', onClick: () => alice.collection('cards').create({ text: 'from the page' }, { acl: publicRead }) },
      'write',
    ),
    h('button', { type: 'button', onClick: () => show(!shown) }, 'toggle'),
    shown && h(Cards, { vibe: visitor, name: 'visitor', limit: 2 }),
    shown && h(Cards, { vibe: alice, name: 'alice', limit: 2 }),
    shown && h(Cards, { vibe: alice, name: 'alice again', limit: 2 }),
  );
}

createRoot(document.body.appendChild(document.createElement('div'))).render(h(StrictMode, null, h(Page)));
