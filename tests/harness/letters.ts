import { expect } from 'vitest';
import type { KeptMail, SmtpServer } from './smtp.ts';

export interface ReadLetter {
  readonly subject: string;
  readonly text: string;
  /** '' where there is none; so with the tokens. */
  readonly code: string;
  readonly link: string;
  readonly undo: string;
  readonly stop: string;
}

/** The `nth` letter to an address, once it is there. */
export async function letterTo(smtp: SmtpServer, to: string, nth = 1): Promise<ReadLetter> {
  const all = (): readonly KeptMail[] => smtp.mails.filter((mail) => mail.to.includes(to));
  await expect.poll(() => all().length, { timeout: 10_000 }).toBeGreaterThanOrEqual(nth);
  return readLetter(all()[nth - 1]?.raw ?? '');
}

function readLetter(raw: string): ReadLetter {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const text = decoded(rest.join('\r\n\r\n'), /^Content-Transfer-Encoding: (\S+)/im.exec(head)?.[1] ?? '');
  const find = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
  return {
    subject: /^Subject: (.*)$/m.exec(head)?.[1]?.trim() ?? '',
    text,
    code: find(/[:：] (\d{6})\s*$/m),
    link: find(/#mail=([\w-]+)/),
    undo: find(/#undo=([\w-]+)/),
    stop: find(/#stop=([\w-]+)/),
  };
}

/** RFC 2045 §6. */
function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
