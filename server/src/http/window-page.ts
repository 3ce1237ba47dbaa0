import { createHash } from 'node:crypto';
import { directionOf, type Language } from '@vibe/shared';
import type { ServerTexts } from '@vibe/widget/texts';

/** The last page of a window that something else opened: its script hands the answer on and closes. Only when nobody takes it, a person sees it. */
export interface WindowPage {
  readonly html: string;
  readonly headers: Record<string, string>;
}

interface Content {
  readonly language: Language;
  readonly texts: ServerTexts;
  readonly script: string;
  /** For the script, which finds it in the root's data-origin. */
  readonly origin?: string;
  /** What is said, and where one can go, when nobody took the answer. */
  readonly lost: string;
  readonly link: { readonly href: string; readonly label: string };
}

const style = `:root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}body{display:grid;place-content:center;min-height:90vh;margin:1.5rem;text-align:center}
a{display:inline-block;padding:.6rem 1rem}`;

export function windowPage({ language, texts, script, origin, lost, link }: Content): WindowPage {
  const data = origin === undefined ? '' : ` data-origin="${escapeHtml(origin)}"`;
  const html = `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}"${data}>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${texts.window.title} · ${texts.brand}</title>
<style>${style}</style>
<div id="lost" hidden>
<p>${escapeHtml(lost)}</p>
<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a></p>
</div>
<script>${script}</script>
</html>`;
  return {
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'cross-origin-opener-policy': 'unsafe-none',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  };
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
