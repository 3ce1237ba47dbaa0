import { ensureBuilt } from '../build/build.ts';
import { vibe } from './vibe.ts';

/** `npm start`: Vibe with an embedded database, two people and the example apps. */
export async function start(args: readonly string[]): Promise<undefined> {
  await ensureBuilt({ part: 'code' });
  await vibe(['dev', ...args]);
}
