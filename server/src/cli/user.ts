import { handle as handleSchema, VibeError } from '@vibe/shared';
import { Command } from 'commander';
import { safeContinuation } from '../http/continuation.ts';
import type { Services } from '../platform/context.ts';
import { createAccount, createSignInLink, listAccounts } from '../rooms/identity/index.ts';
import { print, table } from './output.ts';
import { withServices } from './run.ts';

async function allowedContinue(services: Services, value: string | undefined): Promise<string | undefined> {
  if (value === undefined) return undefined;
  const allowed = await safeContinuation(services, value);
  if (allowed === undefined)
    throw new VibeError('origin_not_allowed', `${value} belongs to no app here`, {
      hint: 'A path of this server, or a URL on an origin that an app has registered.',
    });
  return allowed;
}

export function userCommand(): Command {
  const user = new Command('user').description('people with an account here');

  user
    .command('create')
    .description('make an account; its person signs in with a link')
    .argument('<handle>', '3 to 30 characters: a–z, 0–9, inner hyphens')
    .option('--name <name>', 'the name others see')
    .option('--json', 'print JSON')
    .action(async (handle: string, options: { name?: string; json?: boolean }) => {
      const checked = handleSchema.safeParse(handle);
      if (!checked.success) throw new VibeError('bad_request', `<handle> ${checked.error.issues[0]?.message}`);
      const made = await withServices((services) => createAccount(services, { handle, name: options.name ?? handle }));
      print(options.json, made, [`${made.handle} has an account`, `  DID  ${made.did}`, `Sign in with: vibe user link ${made.handle}`]);
    });

  user
    .command('list')
    .description('every account')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const accounts = await withServices(listAccounts);
      print(options.json, accounts, table([['HANDLE', 'NAME', 'DID'], ...accounts.map((each) => [each.handle, each.name, each.did])]));
    });

  user
    .command('link')
    .description('a link that signs someone in, once')
    .argument('<handle>')
    .option('--continue <url>', 'where to go then: a page of this server, or of a registered app')
    .option('--json', 'print JSON')
    .action(async (handle: string, options: { continue?: string; json?: boolean }) => {
      const link = await withServices(async (services) => {
        const continueTo = await allowedContinue(services, options.continue);
        return createSignInLink(services, { handle, ...(continueTo !== undefined && { continueTo }) });
      });
      print(options.json, link, [link.url]);
    });

  return user;
}
