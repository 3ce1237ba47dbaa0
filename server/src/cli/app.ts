import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { appId, appManifest, VibeError } from '@vibe/shared';
import { Command } from 'commander';
import { findApp, listApps, listIndexes, pushApp } from '../rooms/apps/index.ts';
import { findAccountByHandle } from '../rooms/identity/index.ts';
import { indexLines, waitForIndexes } from './index-progress.ts';
import { readManifestFile } from './manifest-file.ts';
import { print, table } from './output.ts';
import { withServices } from './run.ts';

export function appCommand(): Command {
  const app = new Command('app').description('apps that may use this server');

  app
    .command('create')
    .description('write a vibe.config.ts to start from')
    .argument('<id>', 'short name, unique on the server: a–z, 0–9, hyphens')
    .option('--name <name>', 'what people see')
    .option('--origin <origin>', 'where the app runs', 'http://localhost:5173')
    .option('--file <file>', 'where to write it', 'vibe.config.ts')
    .action(async (id: string, options: { name?: string; origin: string; file: string }) => {
      const checked = appId.safeParse(id);
      if (!checked.success) throw new VibeError('bad_request', `<id> ${checked.error.issues[0]?.message}`);
      appManifest.shape.origins.element.parse(options.origin);
      if (existsSync(options.file))
        throw new VibeError('already_exists', `${options.file} is there already`, { hint: 'Choose another with --file.' });
      await writeFile(options.file, starter(id, options.name ?? id, options.origin));
      print(false, undefined, [`Wrote ${options.file}. Register it with: vibe app push ${options.file}`]);
    });

  app
    .command('push')
    .description('register an app, or a new version of its manifest')
    .argument('[file]', 'vibe.config.ts, .js or .json', 'vibe.config.ts')
    .option('--owner <handle>', 'the account that owns the app')
    .option('--origin <origin>', 'register this one origin in place of those in the file')
    .option('--no-wait', 'do not wait until new indexes are built; a server builds them')
    .option('--json', 'print the app as JSON')
    .action(async (file: string, options: { owner?: string; origin?: string; wait: boolean; json?: boolean }) => {
      const manifest = await readManifestFile(file, options.origin === undefined ? {} : { origin: options.origin });
      const { pushed, indexes } = await withServices(async (services) => {
        const owner = options.owner === undefined ? undefined : await findAccountByHandle(services, options.owner);
        if (options.owner !== undefined && owner === undefined)
          throw new VibeError('not_found', `There is no account ${options.owner}`, { hint: 'vibe user create …' });
        const pushed = await pushApp(services, manifest, owner?.did);
        const indexes = options.wait
          ? await waitForIndexes(services, pushed.id, options.json === true)
          : await listIndexes(services, pushed.id);
        return { pushed, indexes };
      });
      print(options.json, { ...pushed, indexes }, [
        `${pushed.name} is registered, version ${pushed.manifestVersion}`,
        `  client_id  ${pushed.clientId}`,
        `  DID        ${pushed.did}`,
        `  origins    ${pushed.origins.join(' ')}`,
        ...(indexes.length > 0 ? ['  indexes', ...indexLines(indexes).map((line) => `  ${line}`)] : []),
      ]);
      if (indexes.every(({ state }) => state !== 'failed')) return;
      process.stderr.write('vibe: an index could not be built. Change or remove the documents that are named, and push again.\n');
      process.exitCode = 1;
    });

  app
    .command('indexes')
    .description("an app's indexes, and how far each is built")
    .argument('<id>', "the app's id")
    .option('--json', 'print JSON')
    .action(async (id: string, options: { json?: boolean }) => {
      const indexes = await withServices(async (services) => {
        const found = await findApp(services, id);
        if (!found) throw new VibeError('unknown_app', `There is no app ${id}`, { hint: 'vibe app list shows them.' });
        return listIndexes(services, found.id);
      });
      print(options.json, indexes, indexes.length > 0 ? indexLines(indexes) : [`${id} declares no indexes`]);
    });

  app
    .command('list')
    .description('every app on this server')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const apps = await withServices(listApps);
      print(
        options.json,
        apps,
        table([
          ['ID', 'NAME', 'VERSION', 'ORIGINS'],
          ...apps.map((each) => [each.id, each.name, String(each.manifestVersion), each.origins.join(' ')]),
        ]),
      );
    });

  return app;
}

const starter = (id: string, name: string, origin: string): string => `import { collection, defineApp } from '@vibe/client/manifest';
import { z } from 'zod';

const note = z.object({ text: z.string().min(1).max(10_000) });

export default defineApp({
  id: ${JSON.stringify(id)},
  name: ${JSON.stringify(name)},
  origins: [${JSON.stringify(origin)}],
  redirectUris: [${JSON.stringify(`${origin}/`)}],
  scopes: ['openid', 'profile', 'offline_access', 'documents:read', 'documents:write'],
  collections: {
    notes: collection(note, { purpose: 'The notes you write here', public: false }),
  },
});
`;
