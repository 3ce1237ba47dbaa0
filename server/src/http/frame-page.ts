import { isOptional, VibeError } from '@vibe/shared';
import { html } from 'hono/html';
import { findApp } from '../rooms/apps/index.ts';
import { shell } from './html.ts';
import { htmlResponse, type PageKit, type PageRequest } from './page-kit.ts';
import { securityHeaders } from './security-headers.ts';

const css = ':root{color-scheme:light dark}body{margin:0;background:transparent}';

/** `/frame?app=…&lang=…`: what the tag frames, on the registered origins of that app alone. */
export async function framePage(kit: PageKit, c: PageRequest): Promise<Response> {
  const { publicUrl } = kit.services;
  const found = await findApp(kit.services, c.req.query('app') ?? '');
  if (!found)
    throw new VibeError('unknown_app', 'No app is registered here under this name', { hint: 'Register it with `vibe app push`.' });
  const { id, did, clientId, name, origins, redirectUris } = found;
  const scopes = found.manifest.scopes.filter((scope) => !isOptional(found.manifest, scope));
  const script = (await kit.builtWidget()).entry('src/frame/main.ts');
  if (!script) throw new VibeError('unavailable', 'The frame is not built yet', { hint: 'Run `npm run build`, then reload.' });
  const { language, says } = await kit.speak(c);
  const boot = {
    page: 'frame',
    server: publicUrl,
    now: kit.services.clock.now().getTime(),
    app: { id, did, clientId, name, origins, redirectUris, scopes },
  };
  const text = await shell({ title: says.frame.title(name), language, css, script, boot, body: html`<main id="root"></main>` });
  return htmlResponse(text, {
    ...securityHeaders({ publicUrl, styles: [css], frameAncestors: origins, keepsOpener: true }),
    'cross-origin-resource-policy': 'cross-origin',
  });
}
