import type { Config } from '../config.ts';
import { type Mailer, openMailer } from '../platform/mailer.ts';

/** Undefined when SMTP_URL is not set: then no e-mail is sent. */
export function configuredMailer({ smtpUrl, mailFrom }: Config, publicUrl: string): Mailer | undefined {
  if (smtpUrl === undefined) return undefined;
  return openMailer({ url: smtpUrl, from: mailFrom ?? `Vibe <no-reply@${new URL(publicUrl).hostname}>` });
}
