import { join } from 'node:path';
import { ensureBuilt } from '../build/build.ts';
import { workspaces } from '../build/workspaces.ts';
import { root } from '../root.ts';
import { vibe } from './vibe.ts';

/** `npm start`: Vibe with an embedded database, two people and the example apps. */
export async function start(args: readonly string[]): Promise<undefined> {
  // What browsers load, without types. The server and the builds read `shared` from its sources.
  const built = ensureBuilt({ part: 'code', all: workspaces(root).filter(({ folder }) => folder !== 'shared') });
  // The builds are processes of their own: meanwhile this one reads the server.
  await Promise.all([built, import(join(root, 'server/src/cli/dev.ts'))]);
  await vibe(['dev', ...args]);
}
