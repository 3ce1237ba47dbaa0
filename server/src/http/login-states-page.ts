import { VibeError } from '@vibe/shared';
import { html } from 'hono/html';
import { shell } from './html.ts';
import { securityHeaders } from './security-headers.ts';
import type { WidgetBuild } from './widget-build.ts';

/** `/login/states`: the tag in all its states, for whoever themes it. It loads the same login.js as every site. */
export async function loginStatesPage(publicUrl: string, build: WidgetBuild): Promise<{ text: string; headers: Record<string, string> }> {
  const script = build.entry('src/login/states/main.ts');
  const sheets = ['src/pages/pages.css', 'src/login/states/states.css'].map((source) => build.stylesheet(source) ?? '');
  if (!script) throw new VibeError('unavailable', "The tag's states are not built yet", { hint: 'Run `npm run build`, then reload.' });
  const css = sheets.join('\n');
  const body = html`<main id="root" class="states"><h1>The tag in all its states</h1><noscript><p>This page shows a script at work, and needs it.</p></noscript></main>
<script type="module" src="/login.js"></script>`;
  const text = await shell({ title: 'The tag’s states · Vibe', css, script, boot: { page: 'states', server: publicUrl }, body });
  const headers = securityHeaders({ publicUrl, styles: [css] });
  // The tag brings a Lit of its own, whose policy has another name.
  const policy = headers['content-security-policy']?.replace('trusted-types lit-html', 'trusted-types lit-html vibe-login') ?? '';
  return { text, headers: { ...headers, 'content-security-policy': policy } };
}
