import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A site of somebody else: its HTML, on a name of its own. */
export interface Site extends AsyncDisposable {
  /** Its origin. Each name under localhost is a site of its own for a browser, and a trustworthy one. */
  readonly url: string;
}

/** @param pages HTML for each path; asked anew at each request */
export async function site(name: `${string}.localhost`, pages: (path: string) => string | undefined): Promise<Site> {
  const server = createServer((request, response) => {
    const html = pages(new URL(request.url ?? '/', 'http://site').pathname);
    response.writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${name}:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
