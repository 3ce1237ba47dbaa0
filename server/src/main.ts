#!/usr/bin/env -S node --conditions=@vibe/source
import { Command } from 'commander';
import { appCommand } from './cli/app.ts';
import { certificateCommand } from './cli/certificate.ts';
import { dev } from './cli/dev.ts';
import { doctorCommand } from './cli/doctor.ts';
import { exportCommand } from './cli/export.ts';
import { importCommand } from './cli/import.ts';
import { openPostgres } from './cli/open.ts';
import { explain, print } from './cli/output.ts';
import { serve } from './cli/serve.ts';
import { tokenCommand } from './cli/token.ts';
import { userCommand } from './cli/user.ts';
import { readConfig } from './config.ts';
import { openLog } from './platform/log.ts';
import { migrateDatabase } from './platform/migrate.ts';

const program = new Command('vibe')
  .description('Sign-in, user-owned data and live updates for web apps')
  .showHelpAfterError('(--help shows how)');

program
  .command('dev')
  .description('a server with its own Postgres, the example app and two demo people')
  .option('--no-seed', 'without the demo people')
  .action(async (options: { seed: boolean }) => dev(readConfig(), options));
program
  .command('serve')
  .description('a server for production; needs DATABASE_URL and PUBLIC_URL')
  .action(async () => serve(readConfig()));
program
  .command('migrate')
  .description('bring the database up to this code, and end')
  .option('--json', 'print JSON')
  .action(async (options: { json?: boolean }) => {
    const config = readConfig();
    const postgres = await openPostgres(config, openLog('warn', process.stderr));
    const migrated = await migrateDatabase(postgres.url).finally(() => postgres.stop());
    print(options.json, migrated, [...migrated.applied.map((name) => `applied ${name}`), `The database is at ${migrated.version}`]);
  });
for (const command of [
  appCommand(),
  userCommand(),
  tokenCommand(),
  certificateCommand(),
  exportCommand(),
  importCommand(),
  doctorCommand(),
])
  program.addCommand(command);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`vibe: ${explain(error)}\n`);
  process.exitCode = 1;
}
