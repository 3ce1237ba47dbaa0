import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { selfSigned } from './certificate.ts';

export interface Secured extends AsyncDisposable {
  /** `https://<name>:<port>` */
  readonly url: string;
  /** The plain http server behind it, on the loopback. */
  forward(port: number): void;
}

/** Ends TLS in front of a server, as a proxy does in production: not every engine takes a name under localhost for as good as https. */
export async function secured(name: `${string}.localhost`): Promise<Secured> {
  let target = 0;
  const open = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
  };
  const server = createServer({ ...selfSigned(name), ALPNProtocols: ['http/1.1'] }, (outside) => {
    const inside = keep(connect(target, '127.0.0.1'));
    keep(outside).pipe(inside).pipe(outside);
    outside.on('close', () => inside.destroy());
    inside.on('close', () => outside.destroy());
  });
  // A browser that does not take the certificate breaks off here.
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://${name}:${(server.address() as AddressInfo).port}`,
    forward: (port) => {
      target = port;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
