import { directionOf, type Language } from '@vibe/shared';
import { html, raw } from 'hono/html';

export interface Shell {
  readonly title: string;
  /** What the page is written in. */
  readonly language?: Language;
  /** The stylesheet, inlined: the page is never seen without its look. */
  readonly css: string;
  /** URLs of the page's module and of what it imports, its words included. */
  readonly script?: { readonly src: string; readonly imports: readonly string[] };
  /** What the module needs to know at once. */
  readonly boot?: object;
  readonly body: unknown;
}

/** JSON inside a script element: `<` is all that could end it (HTML §4.12.1.3). */
export const jsonForHtml = (value: object): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** One page as HTML. `body` is escaped unless it came from `html`. */
export async function shell({ title, language = 'en', css, script, boot, body }: Shell): Promise<string> {
  const page = await html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
${raw(`<style>${css}</style>`)}
${boot ? raw(`<script type="application/json" id="boot">${jsonForHtml(boot)}</script>`) : ''}
${script ? [...script.imports.map((url) => html`<link rel="modulepreload" href="${url}">`), html`<script type="module" src="${script.src}"></script>`] : ''}
</head>
<body>${body}</body>
</html>
`;
  return String(page);
}
