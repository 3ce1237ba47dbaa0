import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BoundServer {
  readonly port: number;
  /** Begins to answer, first what has come in since. Bound first, so that the port is known before the services that carry it are made. */
  serve(listener: RequestListener): void;
  /** Takes no new connections and ends idle ones; after `patienceMs` all others too. */
  close(patienceMs?: number): Promise<void>;
}

/** @throws EADDRINUSE when the port is taken. */
export async function bind(host: string, port: number): Promise<BoundServer> {
  // A slow sender may not hold a connection for ever; a live stream is a slow receiver, which this does not touch.
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 65_000, maxHeaderSize: 32_768 });
  // Who knocks before there is anybody to answer waits, instead of never being heard.
  const answering = Promise.withResolvers<RequestListener>();
  server.on('request', (request, response) => void answering.promise.then((listener) => listener(request, response)));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve(listener) {
      server.removeAllListeners('request').on('request', listener);
      answering.resolve(listener);
    },
    close: (patienceMs = 5_000) =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), patienceMs).unref();
      }),
  };
}
