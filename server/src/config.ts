import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const origin = z
  .url()
  .transform((value) => new URL(value))
  .refine((url) => url.pathname === '/' && url.search === '' && url.hash === '', 'must be an origin, without a path')
  .transform((url) => url.origin);

const schema = z.object({
  /** Any Postgres ≥ 15; left out: an embedded one under `dataDir`. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional(),
  /** Where browsers reach this server: the OAuth issuer, the DIDs' host, the passkeys' origin. */
  PUBLIC_URL: origin.optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  VIBE_HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
  /** 32 bytes as base64url or hex. Left out with the embedded database: made once and kept beside the data. */
  VIBE_SECRET_KEY: z.string().optional(),
  VIBE_DATA: z.string().default('.vibe'),
  /** smtp:// or smtps://, with user and password; left out: no e-mail is sent, and nothing that needs it is offered. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be smtp://user:password@host:port, or smtps://' }).optional(),
  /** Who messages come from; left out: no-reply at PUBLIC_URL's host. */
  VIBE_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*@[^\r\n]*$/, 'must be an address, with a name before it or not: Vibe <no-reply@example.org>')
    .optional(),
  /** Connections per process: readers and writers are pipelined, so few suffice. */
  VIBE_DB_CONNECTIONS: z.coerce.number().int().min(1).max(64).default(4),
  /** Proxies in front whose X-Forwarded-For is believed; 0: none. */
  VIBE_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(8).default(0),
});

export interface Config {
  readonly databaseUrl: string | undefined;
  readonly publicUrl: string | undefined;
  readonly port: number | undefined;
  readonly host: string;
  /** Left out: each verb's own. */
  readonly logLevel: z.output<typeof schema>['LOG_LEVEL'];
  readonly secretKey: string | undefined;
  readonly dataDir: string;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string | undefined;
  readonly databaseConnections: number;
  readonly trustedProxies: number;
}

/** One readable line per wrong variable. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** The only reader of the environment. `X_FILE` names a file that holds X. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const file = env[`${name}_FILE`];
    if (file !== undefined && !existsSync(file)) throw new ConfigError(`${name}_FILE names ${file}, which is not there.`);
    const value = file === undefined ? env[name] : readFileSync(file, 'utf8').trim();
    if (value !== undefined && value !== '') values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  const it = parsed.data;
  return {
    databaseUrl: it.DATABASE_URL,
    publicUrl: it.PUBLIC_URL,
    port: it.PORT,
    host: it.VIBE_HOST,
    logLevel: it.LOG_LEVEL,
    secretKey: it.VIBE_SECRET_KEY,
    dataDir: it.VIBE_DATA,
    smtpUrl: it.SMTP_URL,
    mailFrom: it.VIBE_MAIL_FROM,
    databaseConnections: it.VIBE_DB_CONNECTIONS,
    trustedProxies: it.VIBE_TRUSTED_PROXIES,
  };
}
