import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** A message as the server took it. */
export interface KeptMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, as they came. */
  readonly raw: string;
}

export interface SmtpOptions {
  readonly address?: string;
  readonly account?: { readonly user: string; readonly password: string };
  /** What RCPT, or the end of DATA, is answered with in place of 250. */
  readonly recipient?: (address: string) => string | undefined;
  readonly message?: string;
  /** Takes connections and never says a word. */
  readonly silent?: boolean;
}

export interface SmtpServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly KeptMail[];
  /** Every command so far, as it came: what somebody on the wire would read. */
  readonly heard: readonly string[];
}

const address = /^<([^<>\s@]+@[^<>\s@]+)>(?: |$)/;

/** Enough of RFC 5321 and RFC 4954 for a client that behaves, and as strict as real servers are with one that does not. */
export async function smtpServer(options: SmtpOptions = {}): Promise<SmtpServer> {
  const mails: KeptMail[] = [];
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    if (!options.silent) serve(socket, options, mails, heard);
  });
  await new Promise<void>((done) => server.listen(0, options.address ?? '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    heard,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function serve(socket: Socket, { account, recipient, message }: SmtpOptions, mails: KeptMail[], heard: string[]): void {
  let greeted = false;
  let signedIn = account === undefined;
  let from: string | undefined;
  let to: string[] = [];
  let data: string[] | undefined;
  const forget = (): void => {
    from = undefined;
    to = [];
  };
  const plain = (encoded: string): string => {
    const [, user, password] = Buffer.from(encoded, 'base64').toString().split('\0');
    signedIn = user === account?.user && password === account?.password;
    return signedIn ? '235 2.7.0 welcome' : '535 5.7.8 not these';
  };
  const answers: Record<string, (rest: string) => string> = {
    EHLO: () => {
      greeted = true;
      forget();
      return account ? '250-mail.example\r\n250-8BITMIME\r\n250 AUTH PLAIN' : '250-mail.example\r\n250 8BITMIME';
    },
    AUTH: (rest) => (rest.startsWith('PLAIN ') ? plain(rest.slice(6)) : '504 5.5.4 PLAIN only'),
    MAIL: (rest) => {
      const [, sender] = address.exec(rest.replace(/^FROM:/i, '')) ?? [];
      if (!greeted || from !== undefined) return '503 5.5.1 out of order';
      if (!signedIn) return '530 5.7.0 sign in first';
      if (sender === undefined) return '501 5.1.7 no such sender';
      from = sender;
      return '250 2.1.0 ok';
    },
    RCPT: (rest) => {
      const [, receiver] = address.exec(rest.replace(/^TO:/i, '')) ?? [];
      if (from === undefined) return '503 5.5.1 out of order';
      if (receiver === undefined) return '501 5.1.3 no address';
      const refused = recipient?.(receiver);
      if (refused === undefined) to.push(receiver);
      return refused ?? '250 2.1.5 ok';
    },
    DATA: () => {
      if (to.length === 0) return '503 5.5.1 for whom';
      data = [];
      return '354 go on';
    },
    RSET: () => {
      forget();
      return '250 2.0.0 ok';
    },
    NOOP: () => '250 2.0.0 ok',
    QUIT: () => '221 2.0.0 bye',
  };
  const take = (line: string): string | undefined => {
    if (data === undefined) {
      heard.push(line);
      const [verb = '', ...rest] = line.split(' ');
      return answers[verb.toUpperCase()]?.(rest.join(' ')) ?? '500 5.5.2 what';
    }
    if (line !== '.') return void data.push(line.replace(/^\./, ''));
    const raw = data.join('\r\n');
    data = undefined;
    if (message === undefined) mails.push({ from: from ?? '', to, raw });
    forget();
    return message ?? '250 2.0.0 taken';
  };
  let rest = '';
  socket.setEncoding('utf8').write('220 mail.example ESMTP\r\n');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = take(line);
      if (answer !== undefined) socket.write(`${answer}\r\n`);
      if (answer?.startsWith('221')) socket.end();
    }
  });
}
