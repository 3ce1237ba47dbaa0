import { handle as handleSchema, VibeError } from '@vibe/shared';
import { Command } from 'commander';
import { safeContinuation } from '../http/continuation.ts';
import type { Services } from '../platform/context.ts';
import { bringBack, eraseNow, leave } from '../rooms/account/index.ts';
import { createAccount, createSignInLink, findAccountByHandle, findDeparted, listAccounts } from '../rooms/identity/index.ts';
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

  user
    .command('delete')
    .description('close an account, as its person can on their account page; erased after 30 days')
    .argument('<handle>')
    .option('--erase', 'at once and for good, without the 30 days')
    .option('--json', 'print JSON')
    .action(async (handle: string, options: { erase?: boolean; json?: boolean }) => {
      const deleted = await withServices(async (services) => {
        const did =
          (await findAccountByHandle(services, handle))?.did ?? (options.erase ? (await findDeparted(services, handle))?.did : undefined);
        if (!did) throw nobody(handle);
        return options.erase ? eraseNow(services, did) : { did, eraseAt: await leave(services, did) };
      });
      const says = deleted.eraseAt
        ? [
            `${handle} is closed, and erased on ${deleted.eraseAt.toISOString().slice(0, 10)}`,
            `Take it back with: vibe user restore ${handle}`,
          ]
        : [`${handle} is erased`];
      print(options.json, { handle, ...deleted }, says);
    });

  user
    .command('restore')
    .description('take back an account that was closed and is not erased yet')
    .argument('<handle>')
    .option('--json', 'print JSON')
    .action(async (handle: string, options: { json?: boolean }) => {
      const restored = await withServices(async (services) => {
        const departure = await findDeparted(services, handle);
        if (!departure || !(await bringBack(services, departure.did))) throw nobody(handle);
        return departure.did;
      });
      print(options.json, { handle, did: restored }, [`${handle} is back`]);
    });

  return user;
}

const nobody = (handle: string) => new VibeError('not_found', `There is no account ${handle}`, { hint: 'vibe user list' });
