import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BoundServer {
  readonly port: number;
  /** Begins to answer. Bound first, so that the port is known before the services that carry it are made. */
  serve(listener: RequestListener): void;
  /** Takes no new connections and ends idle ones; after `patienceMs` all others too. */
  close(patienceMs?: number): Promise<void>;
}

/** @throws EADDRINUSE when the port is taken. */
export async function bind(host: string, port: number): Promise<BoundServer> {
  // A slow sender may not hold a connection for ever; a live stream is a slow receiver, which this does not touch.
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 65_000, maxHeaderSize: 32_768 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve: (listener) => void server.on('request', listener),
    close: (patienceMs = 5_000) =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), patienceMs).unref();
      }),
  };
}
