import { createTransport } from 'nodemailer';

/** One message to one person, in plain text. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** Resolves when the mail server has taken the message. @throws {MailError} */
  send(letter: Letter): Promise<void>;
  /** Connects and signs in, sends nothing. @throws {MailError} */
  check(): Promise<void>;
}

export type MailTrouble = 'unreachable' | 'not_encrypted' | 'sign_in_refused' | 'address_refused' | 'message_refused';

/** Says neither the address nor what the server answered, which may repeat either: it may stand in any log. */
export class MailError extends Error {
  override name = 'MailError';
  readonly trouble: MailTrouble;
  /** The same message may be taken later. */
  readonly retry: boolean;

  constructor(trouble: MailTrouble, status?: number) {
    super(status === undefined ? sentences[trouble] : `${sentences[trouble]} (${status})`);
    this.trouble = trouble;
    // RFC 5321 §4.2.1: 4yz asks to try again, 5yz not to.
    this.retry = status === undefined ? trouble === 'unreachable' : status < 500;
  }
}

export interface MailerOptions {
  /** smtp://user:password@host:port, or smtps:// for TLS from the first byte. */
  readonly url: string;
  readonly from: string;
  readonly timeoutMs?: number;
}

/**
 * Sends over SMTP (RFC 5321), a connection a message. With smtp:// the connection must become encrypted (STARTTLS, RFC 3207) before anything is said
 * on it, except to a server on this machine.
 */
export function openMailer({ url, from, timeoutMs = 15_000 }: MailerOptions): Mailer {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !thisMachine.has(host),
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text }) {
      // As objects: a string would be read as a list, and reach whoever a comma in it names.
      const message = { from, to: { name: '', address: to }, subject, text };
      await transport.sendMail(message).catch(fail);
    },
    async check() {
      await transport.verify().catch(fail);
    },
  };
}

const thisMachine: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

const sentences: Record<MailTrouble, string> = {
  unreachable: 'The mail server cannot be reached',
  not_encrypted: 'The mail server offers no encrypted connection that holds',
  sign_in_refused: 'The mail server does not take the name and password in SMTP_URL',
  address_refused: 'The mail server does not take this address',
  message_refused: 'The mail server does not take this message',
};

/** By nodemailer's codes; any other is about the connection. */
const troubles: Readonly<Record<string, MailTrouble>> = {
  EAUTH: 'sign_in_refused',
  ENOAUTH: 'sign_in_refused',
  ETLS: 'not_encrypted',
  EENVELOPE: 'address_refused',
  EMESSAGE: 'message_refused',
};

function fail(error: Error & { readonly code?: string; readonly responseCode?: number }): never {
  throw new MailError(troubles[error.code ?? ''] ?? 'unreachable', error.responseCode);
}
