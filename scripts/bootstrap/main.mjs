import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';
import { findNode } from './node.mjs';
import { onParentGone } from './parent.mjs';
import { runToTheEnd } from './run.mjs';
import { Unhappy } from './unhappy.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Installs what is missing, then goes on in scripts/run.ts under a Node that runs TypeScript. */
export async function main(args) {
  // Only under npm, which stays until the end. Whoever runs this file by itself may leave it alone in the background.
  if (process.env.npm_lifecycle_event) onParentGone(() => process.kill(process.pid, 'SIGTERM'));
  try {
    await install(root);
    // Our own packages are read from their sources: nothing has to be built for the server to run.
    const program = ['--conditions=@vibe/source', join(root, 'scripts/run.ts'), ...args];
    // What Node makes of TypeScript is kept: the next start takes a second less, and the server 18 MB.
    const env = { NODE_COMPILE_CACHE: join(root, '.vibe/compile-cache'), ...process.env };
    process.exitCode = await runToTheEnd(findNode(root), program, { cwd: process.cwd(), env });
  } catch (error) {
    if (!(error instanceof Unhappy)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
