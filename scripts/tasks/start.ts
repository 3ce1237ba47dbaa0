import { ensureBuilt } from '../build/build.ts';
import { workspaces } from '../build/workspaces.ts';
import { root } from '../root.ts';
import { vibe } from './vibe.ts';

/** `npm start`: Vibe with an embedded database, two people and the example apps. */
export async function start(args: readonly string[]): Promise<undefined> {
  // What browsers load, without types. The server and the builds read `shared` from its sources.
  await ensureBuilt({ part: 'code', all: workspaces(root).filter(({ folder }) => folder !== 'shared') });
  await vibe(['dev', ...args]);
}
