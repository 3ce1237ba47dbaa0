import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pathOf } from '../http/request.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.map': 'application/json',
};

/** An example app's built files, as any static host would serve them; only `%VIBE_SERVER%` in its page is filled in, as the port is known just now. */
export function exampleSite(folder: string, vibeUrl: string): RequestListener {
  return (request, response) => {
    const answer = async (): Promise<void> => {
      const path = normalize(decodeURIComponent(pathOf(request)));
      const file = join(folder, path);
      const found = extname(file) !== '' && (await stat(file).catch(() => undefined))?.isFile() === true;
      if (found && extname(file) !== '.html') {
        const hashed = path.startsWith('/assets/');
        response.writeHead(200, {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
          'x-content-type-options': 'nosniff',
        });
        createReadStream(file)
          .on('error', () => response.destroy())
          .pipe(response);
        return;
      }
      if (extname(path) !== '' && extname(path) !== '.html')
        return void response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
      const page = await readFile(join(folder, 'index.html'), 'utf8');
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      });
      response.end(page.replaceAll('%VIBE_SERVER%', vibeUrl));
    };
    answer().catch(() => {
      if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' });
      response.end('Bad request\n');
    });
  };
}
