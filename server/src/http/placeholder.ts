import { html, raw } from 'hono/html';
import { mark } from './favicon.ts';

/** What stands in a page's place until its module has run: the same card at the same spot, so that nothing jumps. */
export const placeholder = (host: string) => html`<div id="root" aria-busy="true"><div class="page">
<main class="card"><div class="brand">${raw(mark)}<span>Vibe</span></div><div class="skeleton tall"></div><div class="skeleton"></div><div class="skeleton"></div></main>
<footer>Your account on ${host}</footer>
</div></div>
<noscript><p class="noscript">Vibe needs JavaScript for signing in.</p></noscript>`;
