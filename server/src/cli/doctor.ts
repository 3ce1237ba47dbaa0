import { access, constants, mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { openLog } from '../platform/log.ts';
import { latestMigration } from '../platform/migrate.ts';
import { configuredMailer } from './mail.ts';
import { openServices } from './open.ts';
import { explain, print } from './output.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at what this server needs, and say what is missing')
    .option('--mail-to <address>', 'send a message there, to see that e-mail arrives')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean; mailTo?: string }) => {
      const findings = await examine(readConfig(), options.mailTo);
      print(
        options.json,
        findings,
        findings.map((each) => `${each.ok ? 'ok  ' : 'BAD '} ${each.what}: ${each.says}`),
      );
      if (findings.some((each) => !each.ok)) process.exitCode = 1;
    });
}

async function examine(config: Config, mailTo: string | undefined): Promise<Finding[]> {
  const findings: Finding[] = [];
  const check = async (what: string, look: () => Promise<string>) => {
    findings.push(
      await look().then(
        (says) => ({ what, ok: true, says }),
        (error: unknown) => ({ what, ok: false, says: explain(error) }),
      ),
    );
  };
  await check('Node', async () => process.version);
  await check('data folder', async () => {
    await mkdir(config.dataDir, { recursive: true });
    await access(config.dataDir, constants.W_OK);
    return config.dataDir;
  });
  await check('secret key', async () => (config.secretKey === undefined ? `kept in ${config.dataDir}` : 'from VIBE_SECRET_KEY'));
  await check('database', async () => {
    const open = await openServices(config, { log: openLog('error', process.stderr) });
    try {
      const { database, publicUrl } = open.services;
      const migration = await database.migration();
      if (migration !== (await latestMigration())) throw new Error(`is at ${migration}`);
      return `${config.databaseUrl === undefined ? 'embedded' : 'DATABASE_URL'}, at ${migration}, served at ${publicUrl}`;
    } finally {
      await open.close();
    }
  });
  await check('e-mail', () => examineMail(config, mailTo));
  return findings;
}

async function examineMail(config: Config, mailTo: string | undefined): Promise<string> {
  const publicUrl = config.publicUrl ?? 'http://localhost';
  const mailer = configuredMailer(config, publicUrl);
  if (!mailer) {
    if (mailTo !== undefined) throw new ConfigError('SMTP_URL is not set, so nothing can be sent.');
    return 'off: SMTP_URL is not set';
  }
  await mailer.check();
  if (mailTo === undefined) return 'the mail server takes our sign-in';
  await mailer.send({ to: mailTo, subject: `Vibe at ${new URL(publicUrl).hostname}`, text: 'E-mail from this server arrives.' });
  return `the mail server took a message for ${mailTo}`;
}
