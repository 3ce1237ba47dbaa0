import { parseScope, VibeError } from '@vibe/shared';
import { Command } from 'commander';
import { findApp } from '../rooms/apps/index.ts';
import { findAccountByHandle } from '../rooms/identity/index.ts';
import { mintAccessToken } from '../rooms/oauth/index.ts';
import { print } from './output.ts';
import { withServices } from './run.ts';

export function tokenCommand(): Command {
  return new Command('token')
    .description('an access token for scripts; only whoever holds the database can make one')
    .requiredOption('--as <handle>', 'whose')
    .requiredOption('--app <client_id>', 'through which app')
    .option('--scope <scope>', 'space-separated', 'documents:read documents:write')
    .option('--json', 'print JSON')
    .action(async (options: { as: string; app: string; scope: string; json?: boolean }) => {
      const { known, unknown } = parseScope(options.scope);
      if (unknown.length > 0) throw new VibeError('bad_request', `Unknown scope: ${unknown.join(' ')}`);
      const minted = await withServices(async (services) => {
        const [account, app] = [await findAccountByHandle(services, options.as), await findApp(services, options.app)];
        if (!account) throw new VibeError('not_found', `There is no account ${options.as}`, { hint: 'vibe user list' });
        if (!app) throw new VibeError('unknown_app', `There is no app ${options.app}`, { hint: 'vibe app list' });
        return mintAccessToken(services, { did: account.did, appId: app.id, scopes: known });
      });
      print(options.json, minted, [minted.token]);
    });
}
